/** Stored with every vector; to be raised whenever the same text would get another vector. */
export const LOCAL_EMBEDDING_MODEL = 'wink-sg-100d-sif-v1'
export const LOCAL_EMBEDDING_DIMENSIONS = 100
