/** The private server's settings: everything that differs from Postgres' own defaults, with the reason. */

/** Connections that a whole booth needs: three pools of ten, BullMQ's listeners, room for a person with psql. */
export const MAX_CONNECTIONS = 100

/** Longest path of a Unix socket, in bytes, without the closing zero (sun_path: 108 on Linux, 104 on macOS and BSD). */
export const MAX_SOCKET_PATH = process.platform === 'linux' ? 107 : 103

/**
 * Settings of the server that a booth starts. fsync, synchronous_commit and full_page_writes stay at their default, on:
 * what is committed outlives a power cut.
 */
export const SETTINGS: Readonly<Record<string, string>> = {
  max_connections: String(MAX_CONNECTIONS),
  // Rows are small and pictures lie in the vault; the machine's memory belongs to vision and the studio.
  shared_buffers: '64MB',
  // Queries are short: compiling them costs more than it saves, as do parallel workers on two busy cores.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  io_method: 'sync',
  // Nobody replicates from here, so the log of changes may be the smallest, and it stays small on disk.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  // Passwords are random (192 bit), so stretching them buys nothing and would cost 3 ms a connection.
  scram_iterations: '1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log may hold neither texts of statements nor values from rows.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
}

/** For tests and benches: a database that need not outlive the machine. */
export const THROWAWAY: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
}
