const HEADER_BYTES = 44
const SAMPLE_RATE = 44_100
const BYTES_PER_SAMPLE = 2

/** The first 44 bytes of a WAV file of `fileSizeBytes` in all: mono, 16 bit, 44.1 kHz. */
export function waveHeader(fileSizeBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(fileSizeBytes - 8, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * BYTES_PER_SAMPLE, 28)
  header.writeUInt16LE(BYTES_PER_SAMPLE, 32)
  header.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(fileSizeBytes - HEADER_BYTES, 40)
  return header
}
