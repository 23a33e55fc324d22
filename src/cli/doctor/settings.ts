import { CONFIG_VARIABLES, type Config, parseConfig } from '../../config.ts'

export interface Setting {
  readonly variable: string
  /** As it may be shown: never a secret. */
  readonly value: string
  readonly isDefault: boolean
}

const SECRET_NAMES = /TOKEN|KEY|SECRET|PASSWORD/

const maskUrl = (value: string): string => {
  const url = URL.parse(value)
  if (url === null) return '(set)'
  if (url.password !== '') url.password = '***'
  return url.href
}

/** `secret` → `(set)`, `['a', 'b']` of secrets → `(2 set)`, a URL loses its password. */
export const maskValue = (variable: string, value: unknown): string => {
  if (value === undefined) return '-'
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) {
    if (value.length === 0) return '-'
    return SECRET_NAMES.test(variable) ? `(${value.length} set)` : value.join(', ')
  }
  if (SECRET_NAMES.test(variable)) return '(set)'
  if (typeof value === 'object') return JSON.stringify(value)
  return typeof value === 'string' && value.includes('://') ? maskUrl(value) : String(value)
}

/** Every variable with its value in force. */
export const describeSettings = (config: Config): readonly Setting[] => {
  const defaults = parseConfig({}).unwrapOr(null)
  return CONFIG_VARIABLES.map((variable) => ({
    variable,
    value: maskValue(variable, config[variable]),
    isDefault: JSON.stringify(config[variable]) === JSON.stringify(defaults?.[variable]),
  }))
}
