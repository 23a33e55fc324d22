import { Counter, Gauge, type Registry } from 'prom-client'

export interface UploadMetrics {
  /** A file begins to arrive. */
  begin(): void
  received(bytes: number): void
  end(stored: boolean): void
}

export function uploadMetrics(registry: Registry): UploadMetrics {
  const registers = [registry]
  const active = new Gauge({
    name: 'chapterwise_uploads_in_flight',
    help: 'Files that this process is receiving.',
    registers,
  })
  const bytes = new Counter({
    name: 'chapterwise_upload_bytes_total',
    help: 'Bytes of audio received, whatever became of them.',
    registers,
  })
  const files = new Counter({
    name: 'chapterwise_upload_files_total',
    help: 'Files by outcome: stored, or given_up.',
    labelNames: ['outcome'],
    registers,
  })
  return {
    begin: () => active.inc(),
    received: (count) => bytes.inc(count),
    end(stored) {
      active.dec()
      files.inc({ outcome: stored ? 'stored' : 'given_up' })
    },
  }
}
