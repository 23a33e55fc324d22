import { readDeployFile, readYaml } from './files.ts'

export const RULES_FILE = 'prometheus/rules/chapterwise.yaml'
const THRESHOLD = / (?:==|>|<) [\d.]+$/
/** What Grafana puts in for its variable at a scrape every 15 s. */
const RATE_INTERVAL = '1m'

export interface Asked {
  /** Where it stands. */
  readonly name: string
  readonly expression: string
}

interface Rule {
  readonly alert: string
  readonly expr: string
}

export const readRules = (): readonly Rule[] =>
  (readYaml(RULES_FILE).groups as { rules: readonly Rule[] }[]).flatMap(({ rules }) => rules)

/** The alerts without their thresholds: what they look at must be there when nothing is wrong. */
export const alertExpressions = (): readonly Asked[] =>
  readRules().map(({ alert, expr }) => {
    if (!THRESHOLD.test(expr)) throw new Error(`${alert}: the threshold does not stand last`)
    return { name: alert, expression: expr.replace(THRESHOLD, '') }
  })

interface Panel {
  readonly title: string
  readonly targets?: readonly { readonly expr: string }[]
}

export const dashboardExpressions = (): readonly Asked[] =>
  (
    JSON.parse(readDeployFile('grafana/dashboards/chapterwise.json')) as { panels: readonly Panel[] }
  ).panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      name: title,
      expression: expr.replaceAll('$__rate_interval', RATE_INTERVAL),
    })),
  )
