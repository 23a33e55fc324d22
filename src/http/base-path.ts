/** Below it stands the API; health, metrics and docs stand at the root as well. */
export const API_BASE_PATH = '/api/v1'
