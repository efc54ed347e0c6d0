// Escape closes the reason that a heat map's cell shows, without moving the focus or the pointer.

const QUIET = 's11-heat__link--quiet'

export function startReasons (root = document) {
  const links = root.querySelectorAll('.s11-heat__link')
  if (!links.length) return
  root.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    for (const link of links) if (link.matches(':hover, :focus')) link.classList.add(QUIET)
  })
  for (const link of links) {
    for (const leaving of ['pointerleave', 'blur']) {
      link.addEventListener(leaving, () => link.classList.remove(QUIET))
    }
  }
}
