/** `node --import` this file: `bun:test` is then Node's own runner, so that contract suites run on Node too. */
import { registerHooks } from 'node:module'
// Contract suites take their runner from there, whether or not who runs them imports `bun:test`.
import './bun-test.ts'

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'bun:test'
      ? { url: new URL('./bun-test.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
})
