/** An answer that is an error, as the service writes it. */
export interface GoogleError {
  readonly code: number
  readonly status: string
  readonly message: string
  readonly details?: readonly unknown[]
}

export const errorBody = (error: GoogleError) => ({ error })

export const invalidArgument = (message: string): GoogleError => ({
  code: 400,
  status: 'INVALID_ARGUMENT',
  message,
})

export const badKey: GoogleError = {
  ...invalidArgument('API key not valid. Please pass a valid API key.'),
  details: [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com' },
    },
    {
      '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
      locale: 'en-US',
      message: 'API key not valid. Please pass a valid API key.',
    },
  ],
}

export const wrongRegion: GoogleError = {
  code: 400,
  status: 'FAILED_PRECONDITION',
  message: 'User location is not supported for the API use.',
}

export const permissionDenied: GoogleError = {
  code: 403,
  status: 'PERMISSION_DENIED',
  message: 'Your API key was reported as leaked. Please use another API key.',
}

export const unknownModel = (model: string, method: string): GoogleError => ({
  code: 404,
  status: 'NOT_FOUND',
  message:
    `models/${model} is not found for API version v1beta, or is not supported for ${method}. ` +
    'Call ListModels to see the list of available models and their supported methods.',
})

export interface QuotaOptions {
  readonly quotaId?: string
  readonly quotaValue?: string
  /** e.g. `36s`, `0.5s`. */
  readonly retryDelay?: string
  /** Without details, as also happens. */
  readonly bare?: boolean
}

export function quotaExceeded(options: QuotaOptions = {}): GoogleError {
  const {
    quotaId = 'GenerateRequestsPerMinutePerProjectPerModel',
    quotaValue = '10',
    retryDelay,
    bare,
  } = options
  const error: GoogleError = {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  }
  if (bare === true) return error
  return {
    ...error,
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: 'generativelanguage.googleapis.com/generate_content_requests',
            quotaId,
            quotaDimensions: { location: 'global', model: 'gemini' },
            quotaValue,
          },
        ],
      },
      {
        '@type': 'type.googleapis.com/google.rpc.Help',
        links: [
          {
            description: 'Learn more about Gemini API quotas',
            url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
          },
        ],
      },
      ...(retryDelay === undefined
        ? []
        : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }]),
    ],
  }
}

export const internal: GoogleError = {
  code: 500,
  status: 'INTERNAL',
  message: 'An internal error has occurred.',
}
export const overloaded: GoogleError = {
  code: 503,
  status: 'UNAVAILABLE',
  message: 'The model is overloaded. Please try again later.',
}
