/** To the hashing thread. Files are numbered by the sender. */
export type HashRequest =
  /** The first `upToBytes` of the file can be read by now; the last request about a file asks for their digest. */
  | {
      readonly type: 'written'
      readonly id: number
      readonly path: string
      readonly upToBytes: number
      readonly isLast: boolean
    }
  /** Nobody asks for the digest any more. */
  | { readonly type: 'drop'; readonly id: number }

/** From the hashing thread: one answer a file. */
export type HashAnswer =
  /** Hexadecimal. */
  | { readonly id: number; readonly sha256: string }
  /** Errors lose their code on the way between threads. */
  | { readonly id: number; readonly problem: { readonly message: string; readonly code: string | null } }
