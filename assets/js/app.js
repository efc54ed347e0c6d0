// The one script of a page. Pages work without it; each module below adds one comfort.
// To add one: put it beside this file and import it here by its plain name.
import { initAll } from './govuk-frontend.js'
import { startFilters } from './filters.js'
import { startReasons } from './reasons.js'
import { startSession } from './session.js'
import { startAutosave } from './autosave.js'
import { startReview } from './review.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
startFilters()
startReasons()
startSession()
startAutosave()
startReview()
