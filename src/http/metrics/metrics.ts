import { Registry } from 'prom-client'
import { type HttpMetrics, httpMetrics } from './http-metrics.ts'
import { type JobMetrics, jobMetrics } from './job-metrics.ts'
import { type PortMetrics, portMetrics } from './port-metrics.ts'
import { type ProcessMetrics, processMetrics } from './process-metrics.ts'
import { type ProviderMetrics, providerMetrics } from './provider-metrics.ts'
import { type StateSources, stateMetrics } from './state-metrics.ts'
import { type UploadMetrics, uploadMetrics } from './upload-metrics.ts'

/** What a process tells Prometheus; docs/metrics.md lists it. */
export interface Metrics {
  readonly contentType: string
  readonly http: HttpMetrics
  readonly jobs: JobMetrics
  readonly providers: ProviderMetrics
  readonly ports: PortMetrics
  readonly uploads: UploadMetrics
  readonly process: ProcessMetrics
  /** Prometheus text exposition; what comes from the sources is read now, or was a moment ago. */
  render(sources: StateSources): Promise<string>
}

/** A registry of its own: two applications in one process do not meet. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const state = stateMetrics(registry)
  return {
    contentType: registry.contentType,
    http: httpMetrics(registry),
    jobs: jobMetrics(registry),
    providers: providerMetrics(registry),
    ports: portMetrics(registry),
    uploads: uploadMetrics(registry),
    process: processMetrics(registry),
    async render(sources) {
      await state.read(sources)
      return registry.metrics()
    },
  }
}
