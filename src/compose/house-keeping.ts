import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Exclusive } from '../ports/exclusive.ts'
import type { Random } from '../ports/ids.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'
import type { QueuePauseRepository } from '../ports/repositories/queue-pauses.ts'
import type { DiscardRepository, UploadRepository } from '../ports/repositories/uploads.ts'
import type { WebhookOutbox } from '../ports/repositories/webhook-outbox.ts'
import type { Storage } from '../ports/storage.ts'
import { createTrimDeadLetters } from '../usecases/dead-letters/trim-dead-letters.ts'
import { createDiscardObjects } from '../usecases/discard-objects.ts'
import { createMirrorDeadLetters } from '../usecases/mirror-dead-letters.ts'
import { createPruneAuditLog } from '../usecases/prune-audit-log.ts'
import { createPruneEvents, type EventsToKeep } from '../usecases/prune-events.ts'
import { createReconcile } from '../usecases/reconcile.ts'
import { createExpireUploads } from '../usecases/uploads/expire-uploads.ts'
import { createPruneDeliveries } from '../usecases/webhooks/prune-deliveries.ts'
import { startPeriodicTask } from '../workers/periodic-task.ts'
import type { SharedQueue } from './queue.ts'

export interface HouseKeepingDeps {
  readonly uploads: UploadRepository
  readonly discards: DiscardRepository
  readonly jobs: JobRepository
  readonly eventLog: EventLog
  readonly eventsToKeep: EventsToKeep
  /** Null: they are kept for ever. */
  readonly deadLettersMaxAgeMs: number | null
  readonly queuePauses: QueuePauseRepository
  readonly auditLog: AuditLog
  readonly auditKeepDays: number
  readonly storage: Storage
  readonly queue: SharedQueue
  readonly exclusive: Exclusive
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly leaseMs: number
  readonly webhookOutbox: WebhookOutbox
  readonly keepDeliveriesMs: number
  readonly learnRates: () => PortResult<void>
}

/** A fifth more at times, and still under 5 s: a lease of 15 s that ended is seen within 20 s of the crash. */
const RECONCILE_INTERVAL_MS = 4_000
const QUEUE_CHECK_INTERVAL_MS = 1_000
const DEAD_LETTERS_INTERVAL_MS = 30_000
const LEARN_INTERVAL_MS = 10_000
const HOUSEKEEPING_INTERVAL_MS = 60_000

/** What the API does besides answering: the queue is kept true to the database, what nobody wants any more is removed. */
export function startHouseKeeping(deps: HouseKeepingDeps): { readonly stop: () => Promise<void> } {
  const reconcile = createReconcile(deps)
  const deadLetters = createMirrorDeadLetters(deps)
  const reconciler = startPeriodicTask(deps, {
    name: 'reconcile',
    // Not slower than leases end, so that the jobs of a lost worker come back soon after.
    intervalMs: Math.min(RECONCILE_INTERVAL_MS, deps.leaseMs),
    run: reconcile.run,
  })
  const mirror = startPeriodicTask(deps, {
    name: 'mirror dead letters',
    intervalMs: DEAD_LETTERS_INTERVAL_MS,
    run: deadLetters.run,
  })
  const fill = () => {
    for (const filling of [reconcile, deadLetters]) filling.restart()
    for (const task of [reconciler, mirror]) task.runNow()
  }
  // The question sets lost pauses of providers again, the filling those of types; ids come after them, whatever the
  // answer: an older snapshot is no flush.
  const stopListening = deps.queue.onReady(() => void deps.queue.isReplaced().then(fill))
  const tasks = [
    reconciler,
    mirror,
    startPeriodicTask(deps, {
      name: 'look at the queue',
      intervalMs: QUEUE_CHECK_INTERVAL_MS,
      run: () =>
        deps.queue.isReplaced().map((isReplaced) => {
          if (!isReplaced) return
          deps.logger.warn('the queue was emptied or replaced; it is filled from the database')
          fill()
        }),
    }),
    startPeriodicTask(deps, {
      name: 'learn how long jobs take',
      intervalMs: LEARN_INTERVAL_MS,
      run: deps.learnRates,
    }),
    startPeriodicTask(deps, {
      name: 'expire uploads',
      intervalMs: HOUSEKEEPING_INTERVAL_MS,
      run: createExpireUploads(deps),
    }),
    startPeriodicTask(deps, {
      name: 'discard objects',
      intervalMs: HOUSEKEEPING_INTERVAL_MS,
      run: createDiscardObjects(deps),
    }),
    startPeriodicTask(deps, {
      name: 'prune events',
      intervalMs: HOUSEKEEPING_INTERVAL_MS,
      run: createPruneEvents(deps),
    }),
    startPeriodicTask(deps, {
      name: 'prune webhook deliveries',
      intervalMs: HOUSEKEEPING_INTERVAL_MS,
      run: createPruneDeliveries(deps),
    }),
    startPeriodicTask(deps, {
      name: 'prune audit log',
      intervalMs: HOUSEKEEPING_INTERVAL_MS,
      run: createPruneAuditLog(deps),
    }),
  ]
  const { deadLettersMaxAgeMs } = deps
  if (deadLettersMaxAgeMs !== null) {
    tasks.push(
      startPeriodicTask(deps, {
        name: 'trim dead letters',
        intervalMs: HOUSEKEEPING_INTERVAL_MS,
        run: createTrimDeadLetters({ ...deps, maxAgeMs: deadLettersMaxAgeMs }),
      }),
    )
  }
  return {
    async stop() {
      stopListening()
      await Promise.all(tasks.map((task) => task.stop()))
    },
  }
}
