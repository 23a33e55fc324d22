/** Nouns that say where something happens. */
export const PLACE_NOUNS: ReadonlySet<string> = new Set(
  `
  lighthouse island harbor harbour village castle forest city town sea ocean mountain river desert farm garden palace
  school university hospital prison church monastery temple station hotel inn tavern library museum market theater
  theatre mansion cottage valley beach coast bay cliff cave jungle meadow swamp lake tower ranch camp factory mine
  laboratory graveyard cemetery courtroom battlefield spaceship planet moon kingdom manor
  orchard mill bridge tunnel canal port dock railway woods moor prairie bakery workshop observatory
  `
    .trim()
    .split(/\s+/),
)
