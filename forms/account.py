"""The forms for getting in and for one's own account."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from forms.base import BaseForm

HOW_STRONG = (
    "At least 12 characters. Three words that do not belong together are strong and easy to keep."
)
CODE_LABEL = "Six-figure code"


class SignInForm(BaseForm):
    """Address and password, and where to go afterwards."""

    email = EmailField("Email address", [InputRequired("Enter your email address.")])
    password = PasswordField("Password", [InputRequired("Enter your password.")])
    next = HiddenField()


class CodeForm(BaseForm):
    """A code from the authenticator, or a recovery code in its place."""

    code = StringField(
        "Code from your authenticator app",
        [InputRequired("Enter the code that your authenticator shows now."), Length(max=40)],
        description="Six figures. If you do not have your authenticator at hand, "
        "enter one of your recovery codes instead.",
    )
    next = HiddenField()


class NewPasswordForm(BaseForm):
    """A password, chosen."""

    password = PasswordField(
        "Choose a password",
        [InputRequired("Choose a password.")],
        description=HOW_STRONG,
    )


class AuthenticatorForm(BaseForm):
    """The first code of a new authenticator, with its sealed key."""

    code = StringField(
        CODE_LABEL,
        [InputRequired("Enter the code that the app shows now."), Length(max=12)],
    )
    key = HiddenField()
    next = HiddenField()


class ResetForm(BaseForm):
    """The address that a reset link goes to."""

    email = EmailField(
        "Email address",
        [InputRequired("Enter your email address."), Length(max=254)],
        description="The address that your board's messages come to.",
    )


class CurrentPassword(BaseForm):
    """Proof that it is still the same person at the keyboard."""

    current_password = PasswordField(
        "Current password", [InputRequired("Enter your current password.")]
    )


class ChangePasswordForm(CurrentPassword):
    """A new password in place of the current one."""

    password = PasswordField(
        "New password",
        [InputRequired("Choose a new password.")],
        description=HOW_STRONG,
    )


class ReplaceAuthenticatorForm(CurrentPassword):
    """A new authenticator in place of the one that is set."""

    code = StringField(
        CODE_LABEL,
        [InputRequired("Enter the code that the app shows now."), Length(max=12)],
    )
    key = HiddenField()
