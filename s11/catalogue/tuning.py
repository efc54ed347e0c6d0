"""How an edition.yaml tunes the lines of enquiry."""

from __future__ import annotations

from types import MappingProxyType

from s11.catalogue.documents import Document
from s11.catalogue.faults import Faults, unknown
from s11.catalogue.shapes import EnquiryShape
from s11.domain.enquiry_tuning import AS_USUAL, USUAL_WEIGHTS, EnquiryRules, Rule


def check_tuning(shape: EnquiryShape | None, document: Document, faults: Faults) -> None:
    """Note every weight that is given to no rule."""
    for name in shape.weights if shape else ():
        if name not in USUAL_WEIGHTS:
            sentence = unknown("rule", name, [rule.value for rule in Rule])
            document.fault(faults, ("enquiry", "weights", name), sentence, key=True)


def tuned(shape: EnquiryShape | None) -> EnquiryRules:
    """The rules as the edition tunes them, each of the others as usual, written out whole."""
    if shape is None:
        return AS_USUAL
    said = shape.model_dump(exclude_none=True, exclude={"weights"})
    weights = {rule.value: shape.weights.get(rule, USUAL_WEIGHTS[rule]) for rule in Rule}
    return EnquiryRules(weights=MappingProxyType(weights), **said)
