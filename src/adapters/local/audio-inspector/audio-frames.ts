/** The head of one frame of a stream of frames that has no container. */
export interface FrameHead {
  readonly sizeBytes: number
  readonly samples: number
  readonly sampleRate: number
  /** Equal in all frames of one stream. */
  readonly kind: number
}

/** So many bytes tell all about a frame. */
export const FRAME_HEAD_BYTES = 7

export type ReadFrameHead = (bytes: Uint8Array, offset: number) => FrameHead | null

const byteAt = (bytes: Uint8Array, offset: number) => bytes[offset] ?? 0

// ISO/IEC 11172-3 and 13818-3, layer III. Kilobits a second by index; 0 is "free format", 15 is forbidden.
const BITRATES_MPEG_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const BITRATES_MPEG_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const SAMPLE_RATES_MPEG_1 = [44_100, 48_000, 32_000]
const LAYER_3 = 1
const RESERVED_VERSION = 1

/** MPEG 1, 2 and 2.5, layer III. */
export const readMp3FrameHead: ReadFrameHead = (bytes, offset) => {
  const second = byteAt(bytes, offset + 1)
  if (byteAt(bytes, offset) !== 0xff || (second & 0xe0) !== 0xe0) return null
  const version = (second >> 3) & 3
  if (version === RESERVED_VERSION || ((second >> 1) & 3) !== LAYER_3) return null
  const third = byteAt(bytes, offset + 2)
  const isMpeg1 = version === 3
  const kilobits = (isMpeg1 ? BITRATES_MPEG_1 : BITRATES_MPEG_2)[third >> 4]
  const fullRate = SAMPLE_RATES_MPEG_1[(third >> 2) & 3]
  if (!kilobits || fullRate === undefined) return null
  const sampleRate = isMpeg1 ? fullRate : fullRate / (version === 2 ? 2 : 4)
  const samples = isMpeg1 ? 1152 : 576
  const padding = (third >> 1) & 1
  const sizeBytes = Math.floor(((samples / 8) * kilobits * 1000) / sampleRate) + padding
  return { sizeBytes, samples, sampleRate, kind: sampleRate }
}

// ISO/IEC 14496-3, table 1.18.
const SAMPLE_RATES_AAC = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
]
const SAMPLES_PER_AAC_BLOCK = 1024

/** AAC with ADTS heads. */
export const readAdtsFrameHead: ReadFrameHead = (bytes, offset) => {
  if (byteAt(bytes, offset) !== 0xff || (byteAt(bytes, offset + 1) & 0xf6) !== 0xf0) return null
  const sampleRate = SAMPLE_RATES_AAC[(byteAt(bytes, offset + 2) >> 2) & 15]
  const sizeBytes =
    ((byteAt(bytes, offset + 3) & 3) << 11) |
    (byteAt(bytes, offset + 4) << 3) |
    (byteAt(bytes, offset + 5) >> 5)
  if (sampleRate === undefined || sizeBytes < FRAME_HEAD_BYTES) return null
  const blocks = (byteAt(bytes, offset + 6) & 3) + 1
  return { sizeBytes, samples: blocks * SAMPLES_PER_AAC_BLOCK, sampleRate, kind: sampleRate }
}
