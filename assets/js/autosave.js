// Saves a standard's page while it is being filled in. Nothing is kept in the browser but the page
// itself: when the connection or the session is gone, the words stay where they were typed and
// are sent again as soon as it is back.
import { whenSignedInAgain } from './session.js'

const PAUSE = 1500
const RETRY = 8000

export function startAutosave () {
  const form = document.querySelector('form[data-autosave]')
  if (form) new Autosave(form).start()
}

class Autosave {
  constructor (form) {
    this.form = form
    this.words = form.querySelector('[data-saved]')
    this.sent = this.contents()
    this.timer = null
    this.sending = false
    this.stopped = this.leaving = false
  }

  start () {
    this.form.addEventListener('input', () => this.soon(PAUSE))
    this.form.addEventListener('change', event => { showAction(event.target); this.soon(200) })
    this.form.addEventListener('submit', () => { this.stopped = this.leaving = true; clearTimeout(this.timer) })
    window.addEventListener('online', () => this.soon(0))
    window.addEventListener('beforeunload', event => {
      if (!this.leaving && this.contents() !== this.sent) event.preventDefault()
    })
    for (const box of this.form.querySelectorAll('[data-action-below]')) hideAction(box)
  }

  soon (milliseconds) {
    if (this.stopped) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), milliseconds)
  }

  // Everything that was typed or chosen, as one text: what decides whether there is news.
  contents () {
    return new URLSearchParams([...this.fields()].filter(([name]) => name !== 'shown' && !name.endsWith('-version'))).toString()
  }

  * fields () {
    for (const [name, value] of new FormData(this.form)) if (typeof value === 'string') yield [name, value]
  }

  async save () {
    if (this.sending) return this.soon(PAUSE)
    const contents = this.contents()
    if (contents === this.sent) return
    this.sending = true
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams([...this.fields()])
      })
      await this.read(answer, contents)
    } catch {
      this.say('No connection. What you typed is kept on this page and will be saved when it is back.', true)
      this.soon(RETRY)
    } finally {
      this.sending = false
    }
  }

  async read (answer, contents) {
    if (answer.status === 401) return this.wait()
    const said = await answer.json()
    if (!answer.ok) {
      this.say(`${said.sentence || 'This could not be saved.'} What you typed is kept on this page.`, true)
      return
    }
    this.sent = contents
    for (const [question, version] of Object.entries(said.versions)) this.version(question).value = version
    for (const card of this.form.querySelectorAll('[data-question]')) {
      card.hidden = !said.asked.includes(card.dataset.question)
      // The page's own save tells of questions that it opened, but for those seen here already.
      card.querySelector('[name=shown]').disabled = card.hidden
    }
    if (said.conflicts.length) return this.collided()
    const waiting = said.faults.length
    this.say(waiting ? `Saved at ${said.saved_at}, but for ${waiting === 1 ? 'one answer' : `${waiting} answers`} that cannot be read yet: ${said.faults[0].sentence}` : `Saved at ${said.saved_at}`)
  }

  async wait () {
    this.say('You have been signed out. What you typed is kept on this page.', true)
    const token = await whenSignedInAgain()
    this.form.querySelector('[name=csrf_token]').value = token
    this.soon(0)
  }

  // The page's own save shows both texts; until then nothing more is sent.
  collided () {
    this.stopped = true
    this.sent = null
    this.say('Someone else changed the same question. ', true)
    const button = Object.assign(document.createElement('button'), { className: 's11-quiet', textContent: 'See both texts' })
    button.name = 'then'
    button.value = 'here'
    this.words.append(button)
  }

  version (question) {
    return this.form.elements[`${question}-version`]
  }

  say (words, kept = false) {
    this.words.textContent = words
    this.words.classList.toggle('s11-saved--kept', kept)
  }
}

// The action belongs to a rating below the top: shown when that is chosen, or when it says something.
function hideAction (box) {
  const levels = box.dataset.actionBelow.split(' ').filter(Boolean)
  if (!levels.length) return
  const chosen = box.closest('form').querySelector(`[name="${box.dataset.rating}"]:checked`)
  const says = [...box.querySelectorAll('input[type=text], textarea')].some(field => field.value.trim())
  const asks = chosen && levels.includes(chosen.value)
  box.hidden = !says && !asks
  if (asks) box.querySelector('h3').textContent = `${chosen.labels[0].textContent} needs an action`
}

function showAction (field) {
  if (field.type !== 'radio') return
  for (const box of field.form.querySelectorAll('[data-action-below]')) {
    if (box.dataset.rating === field.name) hideAction(box)
  }
}
