import { expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import type { Claim, JobReporter, ReportAnswer } from '../../src/ports/reporter.ts'
import type { WorkRateRepository } from '../../src/ports/repositories/work-rates.ts'
import { createRateLearner } from '../../src/usecases/progress/learn-rates.ts'

function setUp(answer: ReportAnswer = 'accepted') {
  const lessons: (readonly string[])[] = []
  const models: string[] = []
  const workRates = {
    learn: (jobIds, model) => {
      lessons.push(jobIds)
      models.push(model)
      return okAsync(undefined)
    },
  } as Pick<WorkRateRepository, 'learn'> as WorkRateRepository
  const learner = createRateLearner({ workRates, embedder: { model: 'vectors-1' } })
  const reporter = learner.watch({ complete: () => okAsync(answer) } as unknown as JobReporter)
  const complete = (jobId: string) => reporter.complete({ jobId, epoch: 1 } satisfies Claim)
  return { learner, lessons, models, complete }
}

test('what completes is learnt from once, in one go', async () => {
  const { learner, lessons, models, complete } = setUp()
  for (const id of ['a', 'b', 'a']) await complete(id)
  await learner.run()
  await learner.run()
  await complete('c')
  await learner.run()
  expect(lessons).toEqual([['a', 'b'], ['c']])
  expect(models).toEqual(['vectors-1', 'vectors-1'])
})

test('a stale report teaches nothing', async () => {
  const { learner, lessons, complete } = setUp('stale')
  await complete('a')
  await learner.run()
  expect(lessons).toEqual([])
})

test('a flood is sampled', async () => {
  const { learner, lessons, complete } = setUp()
  for (let index = 0; index < 700; index += 1) await complete(`job-${index}`)
  await learner.run()
  expect(lessons.map((ids) => ids.length)).toEqual([500])
})
