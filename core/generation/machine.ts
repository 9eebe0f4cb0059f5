/**
 * The life of a generation, all of it: which event moves it from where to where, and what an ending does to the hold.
 * Stores apply it by conditional updates (`WHERE state = ANY (sources(event))`), so that a repeat changes nothing.
 *
 *   waiting ── photo_accepted ─▶ queued ── started ─▶ running ── finished ─▶ done
 *      └ photo_refused ▶ refused, and from all three: gave_up ▶ failed, cancelled ▶ cancelled
 */

export const STATES = ['waiting', 'queued', 'running', 'done', 'refused', 'failed', 'cancelled'] as const
export type State = (typeof STATES)[number]

export type Event =
  | 'photo_accepted' // its selfie passed the gate
  | 'photo_refused' // its selfie did not
  | 'started' // a worker has handed it to its engine
  | 'finished' // its images are in the vault
  | 'gave_up' // a fault that no retry mends, or the deadline
  | 'cancelled' // the person said so

const MOVES: Record<Event, Partial<Record<State, State>>> = {
  photo_accepted: { waiting: 'queued' },
  photo_refused: { waiting: 'refused' },
  // From running too: after a crash the work is started again, by the same task.
  started: { queued: 'running', running: 'running' },
  finished: { running: 'done' },
  gave_up: { waiting: 'failed', queued: 'failed', running: 'failed' },
  cancelled: { waiting: 'cancelled', queued: 'cancelled', running: 'cancelled' },
}

/** The state after an event, or null when the event means nothing there (late or repeated). */
export function next(state: State, event: Event): State | null {
  return MOVES[event][state] ?? null
}

/** The states in which an event means something. */
export function sources(event: Event): State[] {
  return Object.keys(MOVES[event]) as State[]
}

/** The one state that an event leads to. */
export function target(event: Event): State {
  return Object.values(MOVES[event])[0] as State
}

/** What becomes of the hold in a state: kept while it lives, captured when it is done, released when it ended otherwise. */
export function holdIn(state: State): 'kept' | 'captured' | 'released' {
  if (state === 'done') return 'captured'
  return isLive(state) ? 'kept' : 'released'
}

/** Whether something can still happen to it. */
export function isLive(state: State): boolean {
  return state === 'waiting' || state === 'queued' || state === 'running'
}

export const LIVE_STATES = STATES.filter(isLive)
