// Reading a return for its panel: "Next question" marks the question read and moves the focus on
// without loading the page again, by its button or by the key n; p goes back. The keys can be
// switched off, and do nothing while something is being typed or chosen.
const KEYS = 's11-review-keys'
const TYPING = 'input, textarea, select, [contenteditable]'

export function startReview () {
  const cards = [...document.querySelectorAll('[data-card]')]
  if (!cards.length) return
  const reading = new Reading(cards)
  reading.start()
  startKeys(reading)
  keepWords()
}

class Reading {
  constructor (cards) {
    this.cards = cards
    this.at = -1
  }

  start () {
    this.cards.forEach((card, at) => {
      card.addEventListener('focusin', () => { this.at = at })
      card.querySelector('form[data-read]').addEventListener('submit', event => {
        event.preventDefault()
        this.next(at)
      })
    })
  }

  async next (at = this.at) {
    if (at < 0) return this.show(0)
    const form = this.cards[at].querySelector('form[data-read]')
    const marking = this.mark(this.cards[at], form)
    if (at + 1 < this.cards.length) return this.show(at + 1)
    if (await marking) window.location.assign(form.dataset.onwards)
  }

  previous () {
    this.show(Math.max(0, this.at - 1))
  }

  show (at) {
    const head = this.cards[at].querySelector('h2')
    head.tabIndex = -1
    head.focus()
    this.at = at
  }

  // Whether the question is remembered as read; if not, its own card says so.
  async mark (card, form) {
    const words = form.querySelector('[data-said]')
    try {
      const answer = await fetch(form.action, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams(new FormData(form))
      })
      const said = await answer.json()
      if (answer.ok) card.querySelector('[data-read-tag]').hidden = false
      words.textContent = answer.ok ? '' : `Not marked as read. ${said.sentence}`
      return answer.ok
    } catch {
      words.textContent = 'No connection: this question is not marked as read yet.'
      return false
    }
  }
}

function startKeys (reading) {
  const line = document.querySelector('[data-keys]')
  const button = line.querySelector('[data-keys-switch]')
  let on = remembered() !== 'off'
  const show = () => {
    button.textContent = on ? button.dataset.on : button.dataset.off
    line.querySelector('[data-keys-on]').hidden = !on
  }
  line.hidden = false
  show()
  button.addEventListener('click', () => {
    on = !on
    remember(on ? 'on' : 'off')
    show()
  })
  document.addEventListener('keydown', event => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return
    if (event.key === 'n') reading.next()
    else if (event.key === 'p') reading.previous()
    else return
    event.preventDefault()
  })
}

// A browser that keeps nothing leaves the keys on.
function remembered () {
  try { return localStorage.getItem(KEYS) } catch { return null }
}

function remember (value) {
  try { localStorage.setItem(KEYS, value) } catch { }
}

// Words typed into one form are not lost by leaving the page through another.
function keepWords () {
  let sending = null
  const changed = new Set()
  for (const form of document.querySelectorAll('form[data-words]')) {
    form.addEventListener('input', () => changed.add(form))
    form.addEventListener('submit', () => { sending = form })
  }
  window.addEventListener('beforeunload', event => {
    if ([...changed].some(form => form !== sending)) event.preventDefault()
    sending = null
  })
}
