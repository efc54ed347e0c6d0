// The session behind a page: a warning two minutes before it ends for want of use, and a way to
// wait until its owner has signed in again. Asking after it does not keep it alive.

const WARN_SECONDS = 120
const LOOK_AGAIN_SECONDS = 5
const SELDOM_SECONDS = 60
const tokens = () => document.querySelectorAll('input[name="csrf_token"]')

// {signed_in, csrf, idle_seconds_left, same_person}; null when the server cannot be reached.
async function sessionState () {
  const headers = { Accept: 'application/json', 'X-CSRFToken': tokens()[0]?.value ?? '' }
  try {
    const answer = await fetch('/session', { headers, cache: 'no-store' })
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}

function later (seconds) {
  return new Promise(resolve => {
    const timer = setTimeout(done, seconds * 1000)
    // Coming back from the tab where one signed in is the moment to look.
    function done () {
      clearTimeout(timer)
      window.removeEventListener('focus', done)
      resolve()
    }
    window.addEventListener('focus', done)
  })
}

// Resolves with a token that saves, once the person whose page this is has signed in again.
// Every form of the page gets it. Never resolves for somebody else.
export async function whenSignedInAgain () {
  for (let pause = LOOK_AGAIN_SECONDS; ; pause = Math.min(SELDOM_SECONDS, pause + 1)) {
    const state = await sessionState()
    if (isOurs(state)) return takeToken(state)
    await later(pause)
  }
}

function isOurs (state) {
  return Boolean(state?.signed_in && state.same_person)
}

function takeToken (state) {
  for (const input of tokens()) input.value = state.csrf
  return state.csrf
}

function element (name, classes, words, ...children) {
  const made = document.createElement(name)
  if (classes) made.className = classes
  if (words) made.textContent = words
  made.append(...children)
  return made
}

function buildDialog () {
  const heading = element('h2', 'govuk-heading-m', 'Are you still there?')
  heading.id = 's11-session-heading'
  const words = element('p', 'govuk-body')
  words.id = 's11-session-words'
  words.setAttribute('role', 'status')
  const stay = element('button', 'govuk-button', 'Stay signed in')
  stay.type = 'button'
  const again = element('a', 'govuk-button', 'Sign in again in a new tab')
  again.href = '/sign-in'
  again.target = '_blank'
  again.hidden = true
  const close = element('button', 'govuk-button govuk-button--secondary', 'Back to the page')
  close.type = 'button'
  const buttons = element('div', 'govuk-button-group', '', stay, again, close)
  const dialog = element('dialog', 's11-dialog', '', heading, words, buttons)
  dialog.setAttribute('aria-labelledby', heading.id)
  dialog.setAttribute('aria-describedby', words.id)
  document.body.append(dialog)
  close.addEventListener('click', () => dialog.close())
  return { dialog, heading, words, stay, again }
}

function minutes (seconds) {
  const whole = Math.max(1, Math.ceil(seconds / 60))
  return whole === 1 ? '1 minute' : `${whole} minutes`
}

function warn (parts, seconds) {
  parts.heading.textContent = 'Are you still there?'
  parts.words.textContent = `You will be signed out in ${minutes(seconds)}, because nothing was ` +
    'done for a while. What you have typed stays in this page.'
  parts.stay.hidden = false
  parts.again.hidden = true
  if (!parts.dialog.open) parts.dialog.showModal()
  parts.stay.focus()
}

function sayEnded (parts) {
  parts.heading.textContent = 'You have been signed out'
  parts.words.textContent = 'What you have typed is still in this page. Sign in again in a new ' +
    'tab, then come back here to save it.'
  parts.stay.hidden = true
  parts.again.hidden = false
  if (!parts.dialog.open) parts.dialog.showModal()
  parts.again.focus()
}

async function keep (parts) {
  const body = new URLSearchParams({ csrf_token: tokens()[0]?.value ?? '' })
  const headers = { Accept: 'application/json' }
  const answer = await fetch('/session/keep', { method: 'POST', headers, body }).catch(() => null)
  if (answer?.ok) parts.dialog.close()
  else if (answer?.status === 401) sayEnded(parts)
  else parts.words.textContent = 'The platform could not be reached. Check your connection.'
}

async function watch (parts) {
  await new Promise(resolve => setTimeout(resolve, 60 * 1000))
  for (;;) {
    const state = await sessionState()
    const left = state?.idle_seconds_left ?? WARN_SECONDS * 2
    if (isOurs(state)) takeToken(state)
    if (state && !isOurs(state)) {
      sayEnded(parts)
      await whenSignedInAgain()
      parts.dialog.close()
    } else if (left <= WARN_SECONDS) {
      warn(parts, left)
      await later(Math.min(30, left + 1))
    } else {
      // Used in another tab meanwhile: an open warning is out of date.
      if (parts.dialog.open) parts.dialog.close()
      await new Promise(resolve => setTimeout(resolve, (left - WARN_SECONDS) * 1000))
    }
  }
}

export function startSession () {
  // Only a signed-in page has a way out.
  if (!document.querySelector('form[action="/sign-out"]')) return
  const parts = buildDialog()
  parts.stay.addEventListener('click', () => keep(parts))
  watch(parts)
}
