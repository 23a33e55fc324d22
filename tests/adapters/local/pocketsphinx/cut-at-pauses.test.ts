import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  cutAtPauses,
  type Piece,
  SAMPLE_RATE,
} from '../../../../src/adapters/local/pocketsphinx/cut-at-pauses.ts'

import { mergeStretches } from '../../../../src/domain/transcript/coverage.ts'

const limits = { minPieceMs: 1_000, maxPieceMs: 3_000 }

/** A tone or near silence for each stretch. */
const pcmOf = (stretches: readonly { readonly ms: number; readonly loud: boolean }[]): Buffer =>
  Buffer.concat(
    stretches.map(({ ms, loud }) => {
      const samples = Math.round((ms * SAMPLE_RATE) / 1000)
      const bytes = Buffer.alloc(samples * 2)
      for (let index = 0; index < samples; index++)
        bytes.writeInt16LE(Math.round(Math.sin(index * 0.3) * (loud ? 9_000 : 60)), index * 2)
      return bytes
    }),
  )

const cut = async (pcm: Buffer, chunkBytes = 4_096): Promise<Piece[]> => {
  const chunks = async function* () {
    for (let offset = 0; offset < pcm.byteLength; offset += chunkBytes)
      yield pcm.subarray(offset, offset + chunkBytes)
  }
  return Array.fromAsync(cutAtPauses(chunks(), limits))
}

describe('cutAtPauses', () => {
  test('cuts in the middle of the longest pause between the limits', async () => {
    const pcm = pcmOf([
      { ms: 1_200, loud: true },
      { ms: 200, loud: false },
      { ms: 600, loud: true },
      { ms: 400, loud: false },
      { ms: 1_600, loud: true },
    ])
    const pieces = await cut(pcm)
    expect(pieces.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 2_200],
      [2_200, 4_000],
    ])
    expect(pieces.every(({ isSilent }) => !isSilent)).toBe(true)
  })

  test('cuts speech without pauses before the limit', async () => {
    const pieces = await cut(pcmOf([{ ms: 10_000, loud: true }]))
    expect(pieces.length).toBeGreaterThanOrEqual(4)
    expect(Math.max(...pieces.map(({ startMs, endMs }) => endMs - startMs))).toBeLessThanOrEqual(
      limits.maxPieceMs,
    )
  })

  test('marks digital silence', async () => {
    const pieces = await cut(Buffer.alloc(SAMPLE_RATE * 2 * 5))
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.every(({ isSilent }) => isSilent)).toBe(true)
  })

  test('tells silence inside and across pieces, and no pauses', async () => {
    const silence = (ms: number) => Buffer.alloc((SAMPLE_RATE * 2 * ms) / 1000)
    const speech = (ms: number) => pcmOf([{ ms, loud: true }])
    const pcm = Buffer.concat([speech(800), silence(600), speech(1_000), silence(5_000), speech(1_200)])
    const pieces = await cut(pcm)
    const merged = mergeStretches(
      pieces.flatMap(({ silences }) =>
        silences.map(({ startMs, endMs }) => ({ startSeconds: startMs, endSeconds: endMs })),
      ),
    )
    expect(merged.filter(({ startSeconds, endSeconds }) => endSeconds - startSeconds >= 1_000)).toEqual([
      { startSeconds: 2_400, endSeconds: 7_400 },
    ])
  })

  test('makes nothing of nothing', async () => {
    expect(await cut(Buffer.alloc(0))).toEqual([])
    expect(await cut(Buffer.alloc(1))).toEqual([])
  })

  test('loses no sound, keeps to the limits, and cuts alike however the stream is chunked', async () => {
    const stretches = fc.array(fc.record({ ms: fc.integer({ min: 20, max: 2_000 }), loud: fc.boolean() }), {
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(stretches, fc.integer({ min: 1_001, max: 200_000 }), async (list, chunkBytes) => {
        const pcm = pcmOf(list)
        const pieces = await cut(pcm)
        expect(Buffer.concat(pieces.map((piece) => piece.pcm)).equals(pcm)).toBe(true)
        expect(await cut(pcm, chunkBytes)).toEqual(pieces)
        pieces.forEach(({ startMs, endMs }, index) => {
          expect(startMs).toBe(pieces[index - 1]?.endMs ?? 0)
          expect(endMs - startMs).toBeLessThanOrEqual(limits.maxPieceMs)
          if (index < pieces.length - 1) expect(endMs - startMs).toBeGreaterThanOrEqual(limits.minPieceMs)
        })
      }),
      { numRuns: 30 },
    )
  })
})
