import { spawnSync } from 'node:child_process'

/** A mono 16 kHz WAV of tones of `toneSeconds` with pauses of `pauseSeconds` between them. */
export function makeTones(path: string, count: number, toneSeconds: number, pauseSeconds: number): void {
  const period = toneSeconds + pauseSeconds
  const wave = `aevalsrc=if(lt(mod(t\\,${period})\\,${toneSeconds})\\,0.5*sin(880*t)\\,0):s=16000:d=${count * period}`
  const run = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', wave, '-y', path], {
    encoding: 'utf8',
  })
  if (run.status !== 0) throw new Error(`ffmpeg: ${run.stderr}`)
}
