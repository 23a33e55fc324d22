const SAMPLE_RATE = 8_000
const HEADER_BYTES = 44

/** A WAV file of silence: mono, 8 bit, 8 kHz. */
export function silentWav(durationSeconds: number): Uint8Array<ArrayBuffer> {
  const sampleCount = Math.round(durationSeconds * SAMPLE_RATE)
  const bytes = new Uint8Array(HEADER_BYTES + sampleCount).fill(128, HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  const text = (offset: number, value: string) => bytes.set(new TextEncoder().encode(value), offset)
  text(0, 'RIFF')
  view.setUint32(4, bytes.byteLength - 8, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, SAMPLE_RATE, true)
  view.setUint32(28, SAMPLE_RATE, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  text(36, 'data')
  view.setUint32(40, sampleCount, true)
  return bytes
}
