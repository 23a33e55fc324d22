// Generated from openapi.yaml by `npm run client`; do not edit.

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

export type Webhooks = SendJobCreatedWebhookRequest | SendJobStartedWebhookRequest | SendJobProgressWebhookRequest | SendJobParkedWebhookRequest | SendJobRetryingWebhookRequest | SendJobReleasedWebhookRequest | SendJobCompletedWebhookRequest | SendJobFailedWebhookRequest | SendJobCancelledWebhookRequest | SendJobRedrivenWebhookRequest | SendAudiobookCreatedWebhookRequest | SendAudiobookUpdatedWebhookRequest | SendAudiobookProcessingWebhookRequest | SendAudiobookCompletedWebhookRequest | SendAudiobookFailedWebhookRequest | SendAudiobookDeletedWebhookRequest | SendUploadCreatedWebhookRequest | SendUploadProgressWebhookRequest | SendUploadFileReceivedWebhookRequest | SendUploadCompletedWebhookRequest | SendUploadFailedWebhookRequest | SendUploadCancelledWebhookRequest | SendUploadExpiredWebhookRequest | SendUploadDeletedWebhookRequest | SendWebhookTestWebhookRequest;

export type AcceptedReport = {
    job_id: string;
    accepted: true;
    job?: ClaimedJob;
    /**
     * After `fail`: when the job runs again; null when it does not.
     */
    run_again_after_ms?: number | null;
    /**
     * After `park`: when to claim it anew; 0 when the vendor reported meanwhile.
     */
    resume_after_ms?: number;
};

export type Audiobook = {
    id: string;
    upload_id: string;
    title: string;
    author: string;
    narrator: string | null;
    description: string | null;
    language: string;
    is_public: boolean;
    /**
     * As given by the client.
     */
    cover_image_url: string | null;
    /**
     * The image found in the audio file, behind the same token.
     */
    cover_url: string | null;
    priority: number;
    status: AudiobookStatus;
    /**
     * Of a failed book: what failed and why.
     */
    status_reason: string | null;
    duration_seconds: number;
    /**
     * RFC 3339, UTC.
     */
    created_at: string;
    /**
     * RFC 3339, UTC.
     */
    updated_at: string;
    /**
     * RFC 3339, UTC.
     */
    completed_at: string | null;
};

export type AudiobookDetail = Audiobook & {
    transcription: TranscriptionOptions;
    chapters: Array<Chapter>;
    /**
     * Some chapters have no transcript (yet).
     */
    partial: boolean;
    /**
     * Over the chapters that were measured.
     */
    coverage: Coverage | null;
    /**
     * Those of all chapters.
     */
    warnings: Array<CoverageWarning>;
    /**
     * Null until it is written.
     */
    summary: string | null;
    summary_details: SummaryDetails | null;
    tags: Array<string>;
    tag_details: Array<TagDetails>;
    /**
     * What providers billed for the book so far.
     */
    usage: Usage;
    /**
     * The same by model.
     */
    usage_by_provider: Array<ProviderUsage>;
    /**
     * 0..100, of the work.
     */
    percent: number;
    /**
     * From now, with what goes before it; null: over, or held up by a paused queue.
     */
    eta_seconds: number | null;
    /**
     * RFC 3339, UTC.
     */
    estimated_completion_at: string | null;
    /**
     * `low`: by documented defaults; `medium`: measured on fewer than ten jobs; `high`: on more.
     */
    eta_confidence: 'low' | 'medium' | 'high';
};

export type AudiobookEdit = {
    title?: string;
    author?: string;
    narrator?: string | null;
    description?: string | null;
    /**
     * BCP 47.
     */
    language?: string;
    is_public?: boolean;
    cover_image_url?: string | null;
    /**
     * 0 (normal) to 9 (first).
     */
    priority?: number;
};

/**
 * What happened to an audiobook.
 */
export type AudiobookEvent = {
    /**
     * The place in the log, to go on from: `Last-Event-ID`. Opaque.
     */
    id: string;
    /**
     * RFC 3339, UTC.
     */
    occurred_at: string;
    type: AudiobookEventType;
    audiobook_id: string;
    upload_id: string;
    data: AudiobookEventData;
};

export type AudiobookEventData = {
    title: string;
    author: string;
    status: AudiobookStatus;
    /**
     * Why it did not complete.
     */
    status_reason: string | null;
};

export type AudiobookEventType = 'audiobook.created' | 'audiobook.updated' | 'audiobook.processing' | 'audiobook.completed' | 'audiobook.failed' | 'audiobook.deleted';

export type AudiobookJobs = {
    audiobook_id: string;
    jobs: Array<JobWithUsage>;
    overall_status: AudiobookStatus;
    /**
     * Completed jobs of all jobs, 0..1.
     */
    progress: number;
    total_jobs: number;
    completed_jobs: number;
    failed_jobs: number;
    /**
     * 0..100, of the work.
     */
    percent: number;
    /**
     * From now, with what goes before it; null: over, or held up by a paused queue.
     */
    eta_seconds: number | null;
    /**
     * RFC 3339, UTC.
     */
    estimated_completion_at: string | null;
    /**
     * `low`: by documented defaults; `medium`: measured on fewer than ten jobs; `high`: on more.
     */
    eta_confidence: 'low' | 'medium' | 'high';
};

export type AudiobookList = {
    items: Array<Audiobook>;
    /**
     * Give it as `cursor` for the next page; null on the last one.
     */
    next_cursor: string | null;
};

/**
 * The book and its jobs when the stream began.
 */
export type AudiobookSnapshot = {
    /**
     * The place in the log, to go on from: `Last-Event-ID`. Opaque.
     */
    id: string;
    type: 'snapshot';
    audiobook_id: string;
    data: AudiobookSnapshotData;
};

export type AudiobookSnapshotData = {
    title: string;
    author: string;
    status: AudiobookStatus;
    /**
     * Why it did not complete.
     */
    status_reason: string | null;
    jobs: Array<JobSnapshot>;
};

export type AudiobookStatus = 'processing' | 'completed' | 'failed';

/**
 * The `data` of an event of the stream of a book.
 */
export type AudiobookStreamEvent = AudiobookSnapshot | JobEvent | AudiobookEvent | ResetEvent;

export type AudiobookWebhook = {
    type: 'audiobook.created' | 'audiobook.updated' | 'audiobook.processing' | 'audiobook.completed' | 'audiobook.failed' | 'audiobook.deleted';
    /**
     * When it happened; RFC 3339, UTC.
     */
    timestamp: string;
    data: AudiobookEvent;
};

export type AuditEntry = {
    id: string;
    /**
     * RFC 3339, UTC.
     */
    created_at: string;
    /**
     * Subject of the token.
     */
    actor: string;
    action: string;
    target_type: string | null;
    /**
     * What it was done to, or what it made; null when it was not one thing.
     */
    target_id: string | null;
    outcome: AuditOutcome;
    /**
     * Of the answer.
     */
    status: number;
    request_id: string;
};

export type AuditLog = {
    items: Array<AuditEntry>;
    /**
     * Give it as `cursor` for the next page; null on the last one.
     */
    next_cursor: string | null;
};

/**
 * `refused`: answered with 4xx. `failed`: with 5xx.
 */
export type AuditOutcome = 'done' | 'refused' | 'failed';

export type BookEstimate = {
    audio_seconds: number;
    chapters: number;
    stages: Array<StageEstimate>;
    /**
     * Null as soon as the price of one stage is not known.
     */
    cost_usd: number | null;
    /**
     * From now, with what waits already; null while a queue is paused.
     */
    eta_seconds: number | null;
    /**
     * RFC 3339, UTC.
     */
    estimated_completion_at: string | null;
    /**
     * `low`: by documented defaults; `medium`: measured on fewer than ten jobs; `high`: on more.
     */
    confidence: 'low' | 'medium' | 'high';
    assumptions: Array<string>;
};

export type CancelJobs = {
    /**
     * Absent: both.
     */
    status?: 'pending' | 'processing';
    job_type?: JobType;
    audiobook_id?: string;
    /**
     * Of the books; others than oneself only for a static admin token.
     */
    owner_id?: string;
    /**
     * Part of the title or of the author, in any case.
     */
    q?: string;
    /**
     * Made at or after this time.
     */
    created_after?: string;
    /**
     * Made before this time.
     */
    created_before?: string;
    /**
     * At most, the newest first.
     */
    limit?: number;
    /**
     * Only tell what matches; nothing changes.
     */
    dry_run?: boolean;
};

export type CancelledJobs = {
    /**
     * Jobs that the filter found, at most `limit`.
     */
    matched: number;
    /**
     * More match than `limit`: ask again.
     */
    has_more: boolean;
    /**
     * 0 in a dry run.
     */
    cancelled: number;
    /**
     * Cancelled by this call, without those that could only follow them; in a dry run those that match.
     */
    jobs: Array<Job>;
};

export type Chapter = {
    id: string;
    number: number;
    title: string;
    /**
     * From the start of the book.
     */
    start_seconds: number;
    duration_seconds: number;
    has_transcript: boolean;
    /**
     * Null without a transcript, or when it was made before this was measured.
     */
    coverage: Coverage | null;
    /**
     * Where its speech may be missing; seconds from the start of the chapter.
     */
    warnings: Array<CoverageWarning>;
};

export type ChapterList = {
    audiobook_id: string;
    chapters: Array<Chapter>;
};

export type ChapterMark = {
    title: string | null;
    start_seconds: number;
    end_seconds: number;
};

export type ChapterSummary = {
    chapter_number: number;
    text: string;
};

export type CheckpointReport = {
    event: 'checkpoint';
    /**
     * Of the claim, as `start` answered it.
     */
    epoch: number;
    /**
     * Any JSON value.
     */
    checkpoint: unknown;
};

export type CheckpointSummary = {
    /**
     * The vendor's own id of the work, to ask the vendor about it.
     */
    external_id: string | null;
    /**
     * Names of what it holds.
     */
    fields: Array<string>;
    /**
     * Of its JSON.
     */
    size_characters: number;
};

export type Claim = {
    job_id: string;
    /**
     * Of the claim, as `start` answered it.
     */
    epoch: number;
};

/**
 * After `start`.
 */
export type ClaimedJob = Job & {
    /**
     * Of the book.
     */
    owner_id: string;
    /**
     * What claims up to this epoch saved is of an earlier run, and does not count; 0: all counts.
     */
    fresh_after_epoch: number;
    worker_id: string;
    /**
     * RFC 3339, UTC.
     */
    lease_until: string;
    /**
     * What an earlier attempt left.
     */
    checkpoint: unknown;
    /**
     * When workers were lost with it, in the last 24 hours.
     */
    crashes: Array<string>;
    /**
     * How the last claim that was ended by a report ended.
     */
    settled: SettledClaim | null;
};

export type CompleteReport = {
    event: 'complete';
    /**
     * Of the claim, as `start` answered it.
     */
    epoch: number;
};

export type Coverage = {
    /**
     * As the file says.
     */
    audio_seconds: number;
    /**
     * Of them: words, the pauses between them, and what the engine knows to be silent.
     */
    transcribed_seconds: number;
};

export type CoverageCode = 'no_speech' | 'missing_at_start' | 'missing_inside' | 'missing_at_end' | 'low_coverage';

export type CoverageWarning = {
    code: CoverageCode;
    message: string;
    chapter_number: number;
    start_seconds: number;
    end_seconds: number;
};

export type CreatedAudiobook = {
    audiobook_id: string;
    status: 'processing';
    message: string;
    jobs_created: number;
    total_jobs: number;
};

export type CreatedAudiobooks = {
    created: number;
    failed: number;
    /**
     * In the order of the request.
     */
    items: Array<CreatedItem>;
};

export type CreatedItem = {
    /**
     * Of the item in the request, from 0.
     */
    index: number;
    upload_id: string;
    /**
     * What `createAudiobook` would be answered.
     */
    status: number;
    /**
     * Null: none was made.
     */
    audiobook_id: string | null;
    jobs_created: number;
    /**
     * Why none was made.
     */
    code: string | null;
    detail: string | null;
};

export type CreatedUpload = {
    upload_id: string;
    status: UploadStatus;
    message: string;
};

export type CreatedWebhook = {
    id: string;
    /**
     * https, without user name and password; it must lead to public addresses, but for what the operator allows.
     */
    url: string;
    /**
     * For people.
     */
    description: string;
    /**
     * What to be told of.
     */
    event_types: Array<'job.created' | 'job.started' | 'job.progress' | 'job.parked' | 'job.retrying' | 'job.released' | 'job.completed' | 'job.failed' | 'job.cancelled' | 'job.redriven' | 'audiobook.created' | 'audiobook.updated' | 'audiobook.processing' | 'audiobook.completed' | 'audiobook.failed' | 'audiobook.deleted' | 'upload.created' | 'upload.progress' | 'upload.file_received' | 'upload.completed' | 'upload.failed' | 'upload.cancelled' | 'upload.expired' | 'upload.deleted'>;
    /**
     * The status is `active`.
     */
    active: boolean;
    status: WebhookStatus;
    /**
     * Attempts that failed since the last that did not.
     */
    consecutive_failures: number;
    /**
     * RFC 3339, UTC.
     */
    failing_since: string | null;
    /**
     * RFC 3339, UTC.
     */
    created_at: string;
    /**
     * RFC 3339, UTC.
     */
    updated_at: string;
    /**
     * Signs what is sent; shown this once.
     */
    secret: string;
};

export type DeadLetter = {
    /**
     * With every failure so far.
     */
    job: Job;
    audiobook: DeadLetterBook;
    /**
     * Null: about the whole book.
     */
    chapter: DeadLetterChapter | null;
    /**
     * What is there for the next attempt, without its contents; null: nothing.
     */
    checkpoint: CheckpointSummary | null;
    classification: FailureClassification;
    suggested_action: SuggestedAction;
};

export type DeadLetterBook = {
    id: string;
    owner_id: string;
    title: string;
    author: string;
    language: string;
    status: AudiobookStatus;
};

export type DeadLetterChapter = {
    id: string;
    number: number;
    title: string;
    duration_seconds: number;
};

export type DeadLetterClass = {
    job_type: JobType;
    provider: Provider;
    kind: JobFailureKind;
    /**
     * As in `error.code`.
     */
    code: string;
    count: number;
    /**
     * RFC 3339, UTC.
     */
    last_failed_at: string;
    suggested_action: SuggestedAction;
};

export type DeadLetterCounts = {
    /**
     * Dead letters of these classes.
     */
    total: number;
    /**
     * The most frequent first; at most 500.
     */
    classes: Array<DeadLetterClass>;
};

export type DeadLetterList = {
    items: Array<DeadLetter>;
    /**
     * Give it as `cursor` for the next page; null on the last one.
     */
    next_cursor: string | null;
};

export type DeleteBooks = {
    /**
     * These and no others.
     */
    audiobook_ids?: Array<string>;
    /**
     * Of the books; others than oneself only for a static admin token.
     */
    owner_id?: string;
    status?: AudiobookStatus;
    /**
     * Part of the title or of the author, in any case.
     */
    q?: string;
    /**
     * Of the failure that ended the job.
     */
    error_code?: string;
    /**
     * Made at or after this time.
     */
    created_after?: string;
    /**
     * Made before this time.
     */
    created_before?: string;
    /**
     * At most, the newest first.
     */
    limit?: number;
    /**
     * Only tell what matches; nothing changes.
     */
    dry_run?: boolean;
};

export type DeletedBooks = {
    /**
     * 0 in a dry run.
     */
    deleted: number;
    /**
     * More match than `limit`: ask again.
     */
    has_more: boolean;
    /**
     * Removed; in a dry run those that match.
     */
    audiobook_ids: Array<string>;
};

export type DeletedOwnerData = {
    owner_id: string;
    dry_run: boolean;
    /**
     * Books deleted, or that would be.
     */
    audiobooks: number;
    /**
     * Uploads without a book, likewise.
     */
    uploads: number;
    /**
     * Webhooks, with their deliveries, likewise.
     */
    webhooks: number;
    /**
     * More is there: ask again.
     */
    has_more: boolean;
};

/**
 * What the file says of itself; offered as defaults.
 */
export type DetectedMetadata = {
    title: string | null;
    author: string | null;
    narrator: string | null;
    duration_seconds: number;
    /**
     * Chapter marks, in order; empty when the file has none.
     */
    chapters: Array<ChapterMark>;
    has_cover: boolean;
};

export type EstimateRequest = {
    /**
     * A finished upload.
     */
    upload_id?: string;
    /**
     * Instead: the length of each chapter.
     */
    chapter_seconds?: Array<number>;
    /**
     * With `chapter_seconds`: chapters inside one file, or one file a chapter.
     */
    upload_type?: 'single' | 'chapters';
};

/**
 * The `data` of an event of a stream.
 */
export type Event = JobEvent | AudiobookEvent | UploadEvent | ResetEvent;

export type Evidence = {
    /**
     * Word for word from the transcript.
     */
    quote: string;
    chapter_number: number;
    /**
     * From the start of the chapter.
     */
    start_seconds: number;
};

export type FailReport = {
    event: 'fail';
    /**
     * Of the claim, as `start` answered it.
     */
    epoch: number;
    failure: FailureReport;
};

export type FailureClassification = {
    provider: Provider;
    kind: JobFailureKind;
    /**
     * As in `error.code`.
     */
    code: string;
};

export type FailureReport = {
    kind: 'transient' | 'throttled' | 'permanent';
    code: string;
    message: string;
    retry_after_ms?: number;
};

export type FoundAudiobook = {
    id: string;
    title: string;
    author: string;
};

export type FoundChapter = {
    id: string;
    number: number;
    title: string;
    /**
     * Where the chapter starts in the book.
     */
    start_seconds: number;
};

export type Health = {
    status: 'ok';
};

export type HeardHeartbeats = {
    /**
     * Claims that no longer hold: stop their work.
     */
    stale: Array<Claim>;
};

export type HeartbeatReport = {
    event: 'heartbeat';
    /**
     * Of the claim, as `start` answered it.
     */
    epoch: number;
};

export type Heartbeats = {
    /**
     * For logs; claims are known by their epochs.
     */
    worker_id?: string;
    claims: Array<Claim>;
};

export type HeldCounts = {
    /**
     * May start now.
     */
    ready: number;
    /**
     * Due later: retries, and jobs at vendors.
     */
    delayed: number;
    /**
     * Handed out to workers.
     */
    leased: number;
};

export type Highlight = {
    start: number;
    end: number;
};

export type Job = {
    id: string;
    audiobook_id: string;
    /**
     * Null: about the whole book.
     */
    chapter_id: string | null;
    job_type: JobType;
    status: JobStatus;
    /**
     * Jobs that must complete before this one may start.
     */
    waiting_for: Array<string>;
    /**
     * 0..1
     */
    progress: number;
    /**
     * The current attempt; at most 4.
     */
    attempt: number;
    /**
     * Times the job was claimed.
     */
    epoch: number;
    priority: number;
    /**
     * Not before; of a job at a vendor, the next look.
     */
    run_at: string | null;
    /**
     * RFC 3339, UTC.
     */
    created_at: string;
    /**
     * RFC 3339, UTC.
     */
    started_at: string | null;
    /**
     * RFC 3339, UTC.
     */
    completed_at: string | null;
    /**
     * Of a failed job: what ended it.
     */
    error: JobFailure | null;
    /**
     * Every failure so far, newest last; the last 50 are kept. A retry does not clear it.
     */
    error_history: Array<JobFailure>;
    /**
     * Of a cancelled job.
     */
    cancel_reason: JobCancelReason | null;
};

export type JobCancelReason = {
    code: 'requested' | 'dependency_failed';
    /**
     * The job that it waited for and that failed.
     */
    job_id: string | null;
};

export type JobCounts = {
    /**
     * Waiting, also for other jobs.
     */
    pending: number;
    /**
     * With a worker, or parked at a vendor.
     */
    processing: number;
    /**
     * Done.
     */
    completed: number;
    /**
     * Dead letters.
     */
    failed: number;
    /**
     * Cancelled.
     */
    cancelled: number;
};

/**
 * What happened to a job, with the job as that left it.
 */
export type JobEvent = {
    /**
     * The place in the log, to go on from: `Last-Event-ID`. Opaque.
     */
    id: string;
    /**
     * RFC 3339, UTC.
     */
    occurred_at: string;
    type: JobEventType;
    audiobook_id: string;
    job_id: string;
    data: JobEventData;
};

export type JobEventData = {
    job_type: JobType;
    /**
     * Null: of the whole book.
     */
    chapter_id: string | null;
    status: JobStatus;
    /**
     * How often it was claimed.
     */
    epoch: number;
    /**
     * Of the errors that are retried, counted from 1.
     */
    attempt: number;
    /**
     * From 0 to 1.
     */
    progress: number;
    /**
     * Not before (retrying, released, redriven); the next look at the vendor (parked). Null otherwise.
     */
    run_at: string | null;
    /**
     * Of the attempt that failed: retrying, failed.
     */
    error: JobEventError | null;
    cancel_reason: 'requested' | 'dependency_failed' | null;
};

export type JobEventError = {
    kind: string;
    code: string;
    message: string;
};

export type JobEventType = 'job.created' | 'job.started' | 'job.progress' | 'job.parked' | 'job.retrying' | 'job.released' | 'job.completed' | 'job.failed' | 'job.cancelled' | 'job.redriven';

export type JobFailure = {
    /**
     * Stable.
     */
    code: string;
    message: string;
    kind: JobFailureKind;
    /**
     * The wait that the vendor asked for.
     */
    retry_after_ms?: number;
    /**
     * RFC 3339, UTC.
     */
    at: string;
    /**
     * The attempt that failed.
     */
    attempt: number;
    /**
     * The claim under which it failed.
     */
    epoch: number;
};

/**
 * Retried after a backoff; retried when the vendor said, using no attempt; never retried; a lost worker.
 */
export type JobFailureKind = 'transient' | 'throttled' | 'permanent' | 'crash';

export type JobList = {
    items: Array<Job>;
    /**
     * Give it as `cursor` for the next page; null on the last one.
     */
    next_cursor: string | null;
};

export type JobPriority = {
    /**
     * 0 (normal) to 9 (first).
     */
    priority: number;
};

export type JobReport = ({
    event: 'start';
} & StartReport) | ({
    event: 'heartbeat';
} & HeartbeatReport) | ({
    event: 'progress';
} & ProgressReport) | ({
    event: 'checkpoint';
} & CheckpointReport) | ({
    event: 'complete';
} & CompleteReport) | ({
    event: 'fail';
} & FailReport) | ({
    event: 'park';
} & ParkReport) | ({
    event: 'release';
} & ReleaseReport);

export type JobReports = {
    reports: Array<ReportOfJob>;
};

export type JobSnapshot = {
    job_id: string;
    job_type: JobType;
    /**
     * Null: of the whole book.
     */
    chapter_id: string | null;
    status: JobStatus;
    /**
     * How often it was claimed.
     */
    epoch: number;
    /**
     * Of the errors that are retried, counted from 1.
     */
    attempt: number;
    /**
     * From 0 to 1.
     */
    progress: number;
};

export type JobStatus = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';

export type JobType = 'transcribe' | 'summarize' | 'tag' | 'embed';

export type JobWebhook = {
    type: 'job.created' | 'job.started' | 'job.progress' | 'job.parked' | 'job.retrying' | 'job.released' | 'job.completed' | 'job.failed' | 'job.cancelled' | 'job.redriven';
    /**
     * When it happened; RFC 3339, UTC.
     */
    timestamp: string;
    data: JobEvent;
};

export type JobWithUsage = Job & {
    /**
     * 0..100, of the work.
     */
    percent: number;
    /**
     * From now, with what goes before it; null: over, or held up by a paused queue.
     */
    eta_seconds: number | null;
    /**
     * RFC 3339, UTC.
     */
    estimated_completion_at: string | null;
    /**
     * What providers billed for it, failed attempts included; null: nothing.
     */
    usage: Usage | null;
};

export type JsonChapter = {
    /**
     * Seconds.
     */
    startTime: number;
    /**
     * Seconds.
     */
    endTime: number;
    title: string;
};

export type JsonChapters = {
    version: '1.2.0';
    title: string;
    author: string;
    chapters: Array<JsonChapter>;
};

export type NewAudiobook = {
    upload_id: string;
    title?: string;
    author?: string;
    narrator?: string;
    description?: string;
    /**
     * BCP 47.
     */
    language?: string;
    is_public?: boolean;
    cover_image_url?: string;
    /**
     * 0 (normal) to 9 (first).
     */
    priority?: number;
    transcription?: TranscriptionOptions;
};

export type NewAudiobooks = {
    items: Array<NewAudiobook>;
};

export type NewUpload = {
    upload_type: UploadType;
    /**
     * Files to come; 1 for `single`.
     */
    total_files: number;
    /**
     * Upper bound of the sum of all file sizes, in bytes. Files may turn out smaller.
     */
    total_size_bytes: number;
};

export type NewUploadFile = {
    /**
     * One audio file: m4b, mp3, m4a, flac, opus, ogg, oga, mp4, aac, wav, wma, aiff, aif, webm, webma, mka.
     */
    file: Blob | File;
    /**
     * Place in the book, for `chapters` uploads. Without it the file takes the lowest free one.
     */
    chapter_number?: number;
    chapter_title?: string;
};

/**
 * An owner has at most 20.
 */
export type NewWebhook = {
    /**
     * https, without user name and password; it must lead to public addresses, but for what the operator allows.
     */
    url: string;
    /**
     * What to be told of.
     */
    event_types: Array<'job.created' | 'job.started' | 'job.progress' | 'job.parked' | 'job.retrying' | 'job.released' | 'job.completed' | 'job.failed' | 'job.cancelled' | 'job.redriven' | 'audiobook.created' | 'audiobook.updated' | 'audiobook.processing' | 'audiobook.completed' | 'audiobook.failed' | 'audiobook.deleted' | 'upload.created' | 'upload.progress' | 'upload.file_received' | 'upload.completed' | 'upload.failed' | 'upload.cancelled' | 'upload.expired' | 'upload.deleted'>;
    /**
     * For people.
     */
    description?: string;
    /**
     * Events are sent to it.
     */
    active?: boolean;
};

export type ParkReport = {
    event: 'park';
    /**
     * Of the claim, as `start` answered it.
     */
    epoch: number;
    resume_after_ms: number;
};

export type Problem = {
    type: string;
    title: string;
    status: number;
    detail: string;
    code: ProblemCode;
    request_id: string;
    /**
     * What is wrong with the input, piece by piece.
     */
    errors?: Array<ProblemIssue>;
};

/**
 * Stable, for programs. Codes may be added: take one that you do not know as its `status` says.
 */
export type ProblemCode = 'validation_failed' | 'malformed_body' | 'invalid_cursor' | 'missing_token' | 'invalid_token' | 'token_expired' | 'not_an_admin' | 'route_not_found' | 'method_not_allowed' | 'body_too_large' | 'unsupported_content_type' | 'range_not_satisfiable' | 'internal_error' | 'too_many_requests' | 'too_many_failures' | 'request_timed_out' | 'service_unavailable' | 'idempotency_key_reused' | 'upload_not_found' | 'invalid_upload' | 'upload_completed' | 'upload_failed' | 'upload_cancelled' | 'upload_expired' | 'upload_in_use' | 'upload_receiving' | 'upload_not_completed' | 'upload_too_large' | 'multipart_expected' | 'malformed_multipart' | 'missing_file' | 'unexpected_file' | 'too_many_fields' | 'empty_file' | 'upload_interrupted' | 'chapter_number_out_of_range' | 'chapter_number_taken' | 'no_file_slot_free' | 'file_in_progress' | 'file_not_receiving' | 'file_too_large' | 'unsupported_media_type' | 'unreadable_audio' | 'audiobook_not_found' | 'chapter_not_found' | 'cover_not_found' | 'transcript_not_found' | 'invalid_range' | 'too_many_groups' | 'details_missing' | 'job_not_found' | 'dead_letter_not_found' | 'job_not_retryable' | 'job_not_cancellable' | 'audiobook_processing' | 'filter_needed' | 'job_completed' | 'job_not_available' | 'stale_report' | 'owner_not_yours' | 'backup_not_for_owners' | 'backup_kept_elsewhere' | 'backup_in_progress' | 'too_many_streams' | 'streams_exhausted' | 'websocket_expected' | 'webhook_not_found' | 'delivery_not_found' | 'invalid_webhook_url' | 'too_many_webhooks' | 'not_for_owners';

export type ProblemIssue = {
    in: 'body' | 'query' | 'path' | 'header';
    /**
     * JSON pointer (RFC 6901) into that part.
     */
    pointer: string;
    detail: string;
};

export type ProgressReport = {
    event: 'progress';
    /**
     * Of the claim, as `start` answered it.
     */
    epoch: number;
    fraction: number;
};

/**
 * Who does the work: transcribe; summarize and tag; embed.
 */
export type Provider = 'transcriber' | 'llm' | 'embedder';

export type ProviderUsage = Usage & {
    provider: string;
    model: string;
    operation: string;
};

export type Queue = {
    job_type: JobType;
    /**
     * Nothing of this type is started.
     */
    paused: boolean;
    paused_by: string | null;
    /**
     * RFC 3339, UTC.
     */
    paused_at: string | null;
    /**
     * What the database knows, of all owners.
     */
    jobs: JobCounts;
    /**
     * What the queue holds; null while it is away.
     */
    queue: HeldCounts | null;
    /**
     * When it is empty; only in the list of queues.
     */
    estimate: QueueEstimate | null;
};

export type QueueEstimate = {
    /**
     * Of what may start now.
     */
    waiting_audio_seconds: number;
    /**
     * What is left of what runs.
     */
    running_audio_seconds: number;
    /**
     * Seconds of audio done in a second, by all slots together.
     */
    throughput: number;
    /**
     * Until it is empty if nothing comes in; null while it is paused.
     */
    eta_seconds: number | null;
    /**
     * `low`: by documented defaults; `medium`: measured on fewer than ten jobs; `high`: on more.
     */
    confidence: 'low' | 'medium' | 'high';
};

export type QueueList = {
    items: Array<Queue>;
};

export type Readiness = {
    status: 'ready' | 'not_ready';
    checks: Array<ReadinessCheck>;
};

export type ReadinessCheck = {
    name: string;
    ok: boolean;
    /**
     * What is wrong, when it is not ok.
     */
    detail?: string;
};

export type ReceivedFile = {
    file_id: string;
    file_name: string;
    /**
     * Of the file.
     */
    size_bytes: number;
    chapter_number: number | null;
};

export type ReceivedNews = {
    /**
     * `ignored`: there is no such job any more, or it waits for no vendor.
     */
    status: 'recorded' | 'ignored';
};

export type Reembed = {
    /**
     * Books at most.
     */
    limit?: number;
    /**
     * Only tell which books are found.
     */
    dry_run?: boolean;
};

export type Reembedded = {
    /**
     * Of the vectors that the search uses.
     */
    model: string;
    dimensions: number;
    /**
     * Books without vectors of this model.
     */
    audiobook_ids: Array<string>;
    /**
     * There are more than `limit`: ask again.
     */
    has_more: boolean;
    /**
     * New embed jobs; none in a dry run.
     */
    jobs: Array<Job>;
};

export type RefusedReport = {
    job_id: string;
    accepted: false;
    /**
     * What the report would be answered by itself.
     */
    status: number;
    code: string;
    detail: string;
};

export type ReleaseReport = {
    event: 'release';
    /**
     * Of the claim, as `start` answered it.
     */
    epoch: number;
};

export type ReplayedDeliveries = {
    /**
     * Oldest first, at most 10000; repeat the call for more.
     */
    replayed: number;
};

export type ReportAnswers = {
    /**
     * In the order of the reports.
     */
    answers: Array<AcceptedReport | RefusedReport>;
};

export type ReportOfJob = {
    job_id: string;
    report: JobReport;
};

export type Reprocess = {
    /**
     * What follows from a new transcript is done anew with it.
     */
    stages: Array<JobType>;
    /**
     * Also what is complete: it is bought and computed anew. Without, only what failed or was cancelled goes round again.
     */
    force?: boolean;
    /**
     * Only tell what matches; nothing changes.
     */
    dry_run?: boolean;
};

export type ReprocessBooks = {
    /**
     * These and no others.
     */
    audiobook_ids?: Array<string>;
    /**
     * Of the books; others than oneself only for a static admin token.
     */
    owner_id?: string;
    status?: AudiobookStatus;
    /**
     * Part of the title or of the author, in any case.
     */
    q?: string;
    /**
     * Of the failure that ended the job.
     */
    error_code?: string;
    /**
     * Made at or after this time.
     */
    created_after?: string;
    /**
     * Made before this time.
     */
    created_before?: string;
    /**
     * What follows from a new transcript is done anew with it.
     */
    stages: Array<JobType>;
    /**
     * Also what is complete: it is bought and computed anew. Without, only what failed or was cancelled goes round again.
     */
    force?: boolean;
    /**
     * Only tell what matches; nothing changes.
     */
    dry_run?: boolean;
    /**
     * At most, the newest first.
     */
    limit?: number;
    /**
     * `next` of the call before.
     */
    after?: string;
};

export type ReprocessedBook = {
    audiobook_id: string;
    /**
     * `busy`: not done, as jobs of the book are under way and `force` was asked for.
     */
    outcome: 'reprocessed' | 'busy';
    /**
     * Those that go round again; in a dry run those that would. Perhaps none.
     */
    jobs: Array<Job>;
};

export type ReprocessedBooks = {
    /**
     * More books match: ask again with `next`.
     */
    has_more: boolean;
    /**
     * Give it as `after`; null when there are no more.
     */
    next: string | null;
    /**
     * Those that match, at most `limit`.
     */
    books: Array<ReprocessedBook>;
};

/**
 * Events were missed that are not kept any more: read the state anew. What follows comes after `id`.
 */
export type ResetEvent = {
    /**
     * The place in the log, to go on from: `Last-Event-ID`. Opaque.
     */
    id: string;
    type: 'reset';
};

export type RetriedJobs = {
    /**
     * Jobs that the filter found, at most `limit`.
     */
    matched: number;
    /**
     * More match than `limit`: ask again.
     */
    has_more: boolean;
    /**
     * Jobs that are pending again: those that matched and what belongs to them. 0 in a dry run.
     */
    retried: number;
    /**
     * The retried jobs; in a dry run those that match.
     */
    jobs: Array<Job>;
};

export type RetryJobs = {
    /**
     * Cancelled jobs are retried only when asked for.
     */
    status?: 'failed' | 'cancelled';
    /**
     * These and no others; those that are not of this status are left out.
     */
    job_ids?: Array<string>;
    /**
     * Jobs of this type only.
     */
    job_type?: JobType;
    provider?: Provider;
    /**
     * Jobs of this audiobook only.
     */
    audiobook_id?: string;
    /**
     * Of the books; others than oneself only for a static admin token.
     */
    owner_id?: string;
    /**
     * Part of the title or of the author, in any case.
     */
    q?: string;
    /**
     * Of the failure that ended the job.
     */
    error_code?: string;
    error_kind?: JobFailureKind;
    /**
     * Ended at or after this time.
     */
    failed_after?: string;
    /**
     * Ended before this time.
     */
    failed_before?: string;
    /**
     * Made at or after this time.
     */
    created_after?: string;
    /**
     * Made before this time.
     */
    created_before?: string;
    /**
     * Jobs that match at most, the newest first.
     */
    limit?: number;
    /**
     * Only tell what matches; nothing changes.
     */
    dry_run?: boolean;
};

export type RevAiJob = {
    id: string;
    status: string;
};

export type RevAiNews = {
    job: RevAiJob;
};

export type RotatedSecret = {
    /**
     * Signs what is sent; shown this once.
     */
    secret: string;
};

export type SearchAnswer = {
    query: string;
    mode: SearchMode;
    /**
     * The search by meaning is not available now; found by words alone.
     */
    degraded: boolean;
    hits: Array<SearchHit>;
};

export type SearchHit = {
    audiobook: FoundAudiobook;
    chapter: FoundChapter;
    /**
     * Where to listen, from the start of the book.
     */
    start_seconds: number;
    /**
     * From the start of the book.
     */
    end_seconds: number;
    /**
     * Where to listen, from the start of the chapter.
     */
    chapter_start_offset_seconds: number;
    /**
     * HTML: escaped text with the matched words in `<mark>`.
     */
    snippet: string;
    /**
     * The whole passage, 30 to 60 seconds of speech.
     */
    text: string;
    /**
     * Matched words as UTF-16 offsets into `text`, `end` exclusive.
     */
    highlights: Array<Highlight>;
    /**
     * 0..1, comparable within one answer.
     */
    score: number;
    matched_by: Array<'words' | 'meaning'>;
};

export type SearchMode = 'hybrid' | 'semantic' | 'lexical';

export type SecretRotation = {
    /**
     * How long the old secret signs too; 0: not at all.
     */
    overlap_hours?: number;
};

export type Segment = {
    text: string;
    start_seconds: number;
    end_seconds: number;
    /**
     * When speakers are told apart.
     */
    speaker?: string;
    /**
     * 0..1, when the engine gives it.
     */
    confidence?: number;
    words: Array<Word>;
};

export type SettledClaim = {
    epoch: number;
    as: 'completed' | 'failed' | 'parked' | 'released';
};

export type StageEstimate = {
    job_type: JobType;
    provider: string;
    model: string | null;
    jobs: number;
    audio_seconds: number;
    input_tokens: number;
    output_tokens: number;
    /**
     * By list prices; 0 on this machine.
     */
    cost_usd: number | null;
    cost_unknown_reason: string | null;
    /**
     * In one slot, without waiting.
     */
    work_seconds: number;
    /**
     * `low`: by documented defaults; `medium`: measured on fewer than ten jobs; `high`: on more.
     */
    confidence: 'low' | 'medium' | 'high';
};

export type StartReport = {
    event: 'start';
    worker_id: string;
    /**
     * New for every claim that is asked for. Repeating a `start` with its id answers the claim that it got, so that a lost answer costs nothing.
     */
    start_id?: string;
};

export type SuggestedAction = {
    /**
     * For programs.
     */
    code: 'retry' | 'wait_for_quota' | 'check_key' | 'top_up_balance' | 'replace_file' | 'change_language_or_options' | 'change_model' | 'look_at_text' | 'check_storage' | 'check_installation' | 'check_connection' | 'look_at_worker' | 'report_bug' | 'delete_book';
    /**
     * For people.
     */
    text: string;
};

export type SummaryDetails = {
    short_description: string;
    chapter_summaries: Array<ChapterSummary>;
    /**
     * Chapters that the provider refused to read, in whole or in part; written without them.
     */
    blocked_chapters: Array<number>;
    evidence: Array<Evidence>;
    /**
     * What it was written from; an early one knows the first chapter only.
     */
    covers: SummaryScope;
    model: string;
};

export type SummaryScope = 'book' | 'first_chapter';

export type TagDetails = {
    name: string;
    kind: TagKind;
    /**
     * 0..1, relative to the other tags of the book.
     */
    score: number;
    evidence: Array<Evidence>;
};

export type TagKind = 'genre' | 'theme' | 'mood' | 'subject' | 'character' | 'setting';

export type TestEvent = {
    id: string;
    webhook_id: string;
};

export type TestWebhook = {
    type: 'webhook.test';
    /**
     * When it happened; RFC 3339, UTC.
     */
    timestamp: string;
    data: TestEvent;
};

export type TranscribedChapter = {
    number: number;
    title: string;
    start_seconds: number;
};

/**
 * Seconds count from the start of the book, or of the chapter when one was asked for.
 */
export type Transcript = {
    audiobook_id: string;
    title: string;
    /**
     * Null: the whole book. `start_seconds` is where it starts in the book.
     */
    chapter: TranscribedChapter | null;
    /**
     * BCP 47.
     */
    language: string;
    engine: string;
    duration_seconds: number;
    /**
     * Of the whole book: chapters that are not transcribed yet.
     */
    missing_chapters: Array<number>;
    /**
     * There are missing chapters.
     */
    partial: boolean;
    /**
     * Where speech may be missing; seconds as in the segments.
     */
    warnings: Array<CoverageWarning>;
    segments: Array<Segment>;
};

export type TranscriptFormat = 'json' | 'vtt' | 'srt' | 'txt';

/**
 * What is asked of the transcription. Engines leave out what they can’t do.
 */
export type TranscriptionOptions = {
    /**
     * Names and words that are likely to be spoken; at most 12 words a phrase and 34 characters a word.
     */
    custom_vocabulary?: Array<string>;
    /**
     * Tell speakers apart; by default, no.
     */
    diarization?: boolean;
    /**
     * How many speakers there are: a hint, and only with `diarization`.
     */
    speakers_count?: number;
};

export type Upload = {
    upload_id: string;
    upload_type: UploadType;
    status: UploadStatus;
    /**
     * Why it ended, when it did not complete.
     */
    status_reason: string | null;
    total_files: number;
    /**
     * Upper bound of the sum of all file sizes, in bytes. Files may turn out smaller.
     */
    total_size_bytes: number;
    /**
     * RFC 3339, UTC.
     */
    created_at: string;
    /**
     * RFC 3339, UTC.
     */
    updated_at: string;
    /**
     * RFC 3339, UTC.
     */
    completed_at: string | null;
};

/**
 * What happened to an upload session, with the session as it is then.
 */
export type UploadEvent = {
    /**
     * The place in the log, to go on from: `Last-Event-ID`. Opaque.
     */
    id: string;
    /**
     * RFC 3339, UTC.
     */
    occurred_at: string;
    type: UploadEventType;
    upload_id: string;
    data: UploadEventData;
};

export type UploadEventData = {
    status: UploadStatus;
    /**
     * Why it did not complete.
     */
    status_reason: string | null;
    /**
     * Announced.
     */
    total_files: number;
    /**
     * Stored.
     */
    uploaded_files: number;
    /**
     * Announced.
     */
    total_size_bytes: number;
    /**
     * Received, of files that are still coming too.
     */
    uploaded_size_bytes: number;
    /**
     * From 0 to 1.
     */
    progress: number;
    /**
     * That was received: `upload.file_received`.
     */
    file: ReceivedFile | null;
};

export type UploadEventType = 'upload.created' | 'upload.progress' | 'upload.file_received' | 'upload.completed' | 'upload.failed' | 'upload.cancelled' | 'upload.expired' | 'upload.deleted';

export type UploadFile = {
    file_id: string;
    upload_id: string;
    /**
     * Without any folder.
     */
    file_name: string;
    file_size_bytes: number;
    /**
     * `chapters` uploads only.
     */
    chapter_number?: number;
    chapter_title?: string;
    /**
     * By content.
     */
    media_type: string;
    /**
     * Of the content, hexadecimal.
     */
    sha256: string;
    /**
     * RFC 3339, UTC.
     */
    uploaded_at: string;
    detected: DetectedMetadata;
};

export type UploadList = {
    uploads: Array<Upload>;
    /**
     * Give it as `cursor` for the next page; null on the last one.
     */
    next_cursor: string | null;
};

export type UploadProgress = {
    upload_id: string;
    status: UploadStatus;
    total_files: number;
    /**
     * Upper bound of the sum of all file sizes, in bytes. Files may turn out smaller.
     */
    total_size_bytes: number;
    /**
     * Files that are stored.
     */
    uploaded_files: number;
    /**
     * By bytes of the announced total, moving while files arrive; 1 once completed.
     */
    progress: number;
    /**
     * Of stored files and of those being received.
     */
    uploaded_size_bytes: number;
};

export type UploadSession = {
    upload_id: string;
    upload_type: UploadType;
    status: UploadStatus;
    /**
     * Why it ended, when it did not complete.
     */
    status_reason: string | null;
    total_files: number;
    /**
     * Upper bound of the sum of all file sizes, in bytes. Files may turn out smaller.
     */
    total_size_bytes: number;
    /**
     * RFC 3339, UTC.
     */
    created_at: string;
    /**
     * RFC 3339, UTC.
     */
    updated_at: string;
    /**
     * RFC 3339, UTC.
     */
    completed_at: string | null;
    /**
     * Files that are stored.
     */
    uploaded_files: number;
    /**
     * By bytes of the announced total, moving while files arrive; 1 once completed.
     */
    progress: number;
    /**
     * Of stored files and of those being received.
     */
    uploaded_size_bytes: number;
    files: Array<UploadSessionFile>;
};

export type UploadSessionFile = {
    file_id: string;
    upload_id: string;
    /**
     * Without any folder.
     */
    file_name: string;
    file_size_bytes: number;
    /**
     * `chapters` uploads only.
     */
    chapter_number?: number;
    chapter_title?: string;
    status: 'receiving' | 'stored';
    media_type: string | null;
    /**
     * Null until stored.
     */
    sha256: string | null;
    /**
     * Null until stored.
     */
    uploaded_at: string | null;
    detected: DetectedMetadata | null;
};

/**
 * The session when the stream began.
 */
export type UploadSnapshot = {
    /**
     * The place in the log, to go on from: `Last-Event-ID`. Opaque.
     */
    id: string;
    type: 'snapshot';
    upload_id: string;
    data: UploadSnapshotData;
};

export type UploadSnapshotData = {
    status: UploadStatus;
    /**
     * Why it did not complete.
     */
    status_reason: string | null;
    /**
     * Announced.
     */
    total_files: number;
    /**
     * Stored.
     */
    uploaded_files: number;
    /**
     * Announced.
     */
    total_size_bytes: number;
    /**
     * Received, of files that are still coming too.
     */
    uploaded_size_bytes: number;
    /**
     * From 0 to 1.
     */
    progress: number;
};

export type UploadStatus = 'pending' | 'uploading' | 'completed' | 'failed' | 'cancelled' | 'expired';

/**
 * The `data` of an event of the stream of an upload.
 */
export type UploadStreamEvent = UploadSnapshot | UploadEvent | ResetEvent;

/**
 * `single`: one file holds the book. `chapters`: one file a chapter.
 */
export type UploadType = 'single' | 'chapters';

export type UploadWebhook = {
    type: 'upload.created' | 'upload.progress' | 'upload.file_received' | 'upload.completed' | 'upload.failed' | 'upload.cancelled' | 'upload.expired' | 'upload.deleted';
    /**
     * When it happened; RFC 3339, UTC.
     */
    timestamp: string;
    data: UploadEvent;
};

export type Usage = {
    /**
     * Billed calls to providers.
     */
    calls: number;
    input_tokens: number;
    /**
     * With what the model thought.
     */
    output_tokens: number;
    audio_seconds: number;
    /**
     * By list prices; null when the price of any of the calls is not known.
     */
    cost_usd: number | null;
};

export type UsageReport = {
    /**
     * RFC 3339, UTC.
     */
    from: string;
    /**
     * RFC 3339, UTC.
     */
    until: string;
    items: Array<UsageRow>;
    totals: Usage;
};

export type UsageRow = Usage & {
    provider: string | null;
    model: string | null;
    /**
     * UTC.
     */
    day: string | null;
    /**
     * Null also for books that were deleted before owners were noted.
     */
    owner: string | null;
};

export type Webhook = {
    id: string;
    /**
     * https, without user name and password; it must lead to public addresses, but for what the operator allows.
     */
    url: string;
    /**
     * For people.
     */
    description: string;
    /**
     * What to be told of.
     */
    event_types: Array<'job.created' | 'job.started' | 'job.progress' | 'job.parked' | 'job.retrying' | 'job.released' | 'job.completed' | 'job.failed' | 'job.cancelled' | 'job.redriven' | 'audiobook.created' | 'audiobook.updated' | 'audiobook.processing' | 'audiobook.completed' | 'audiobook.failed' | 'audiobook.deleted' | 'upload.created' | 'upload.progress' | 'upload.file_received' | 'upload.completed' | 'upload.failed' | 'upload.cancelled' | 'upload.expired' | 'upload.deleted'>;
    /**
     * The status is `active`.
     */
    active: boolean;
    status: WebhookStatus;
    /**
     * Attempts that failed since the last that did not.
     */
    consecutive_failures: number;
    /**
     * RFC 3339, UTC.
     */
    failing_since: string | null;
    /**
     * RFC 3339, UTC.
     */
    created_at: string;
    /**
     * RFC 3339, UTC.
     */
    updated_at: string;
};

export type WebhookAttempt = {
    /**
     * RFC 3339, UTC.
     */
    at: string;
    duration_ms: number;
    /**
     * Null: nothing was answered.
     */
    response_status: number | null;
    /**
     * Its first 4,096 bytes.
     */
    response_body: string | null;
    /**
     * Null: delivered.
     */
    error: WebhookAttemptError | null;
};

export type WebhookAttemptError = {
    /**
     * `refused`, `redirected`, `timeout`, `refused_target`, `name_not_found`, …
     */
    code: string;
    message: string;
};

export type WebhookDelivery = {
    id: string;
    webhook_id: string;
    /**
     * `webhook-id`: the same in every attempt.
     */
    event_id: string;
    event_type: 'job.created' | 'job.started' | 'job.progress' | 'job.parked' | 'job.retrying' | 'job.released' | 'job.completed' | 'job.failed' | 'job.cancelled' | 'job.redriven' | 'audiobook.created' | 'audiobook.updated' | 'audiobook.processing' | 'audiobook.completed' | 'audiobook.failed' | 'audiobook.deleted' | 'upload.created' | 'upload.progress' | 'upload.file_received' | 'upload.completed' | 'upload.failed' | 'upload.cancelled' | 'upload.expired' | 'upload.deleted' | 'webhook.test';
    status: WebhookDeliveryStatus;
    /**
     * Made so far.
     */
    attempts: number;
    /**
     * Not before; null: it is over.
     */
    next_attempt_at: string | null;
    last_attempt: WebhookAttempt | null;
    /**
     * What is sent, byte for byte.
     */
    body: string;
    /**
     * RFC 3339, UTC.
     */
    created_at: string;
    /**
     * RFC 3339, UTC.
     */
    ended_at: string | null;
};

export type WebhookDeliveryPage = {
    items: Array<WebhookDelivery>;
    /**
     * Give it as `cursor` for the next page; null on the last one.
     */
    next_cursor: string | null;
};

/**
 * `dead`: given up after the last attempt.
 */
export type WebhookDeliveryStatus = 'pending' | 'delivered' | 'dead';

export type WebhookEdit = {
    /**
     * https, without user name and password; it must lead to public addresses, but for what the operator allows.
     */
    url?: string;
    /**
     * What to be told of.
     */
    event_types?: Array<'job.created' | 'job.started' | 'job.progress' | 'job.parked' | 'job.retrying' | 'job.released' | 'job.completed' | 'job.failed' | 'job.cancelled' | 'job.redriven' | 'audiobook.created' | 'audiobook.updated' | 'audiobook.processing' | 'audiobook.completed' | 'audiobook.failed' | 'audiobook.deleted' | 'upload.created' | 'upload.progress' | 'upload.file_received' | 'upload.completed' | 'upload.failed' | 'upload.cancelled' | 'upload.expired' | 'upload.deleted'>;
    /**
     * For people.
     */
    description?: string;
    /**
     * Events are sent to it.
     */
    active?: boolean;
};

export type WebhookPage = {
    items: Array<Webhook>;
    /**
     * Give it as `cursor` for the next page; null on the last one.
     */
    next_cursor: string | null;
};

export type WebhookReplay = {
    /**
     * Deliveries that were made then or later.
     */
    since: string;
    /**
     * And before then.
     */
    until?: string;
    /**
     * Default: both. Pending ones are on their way anyhow.
     */
    status?: 'delivered' | 'dead';
};

/**
 * `inactive`: switched off, what happens is not kept for it. `paused`: failed for too long; what happens is kept and sent once it is active again. `gone`: answered 410.
 */
export type WebhookStatus = 'active' | 'inactive' | 'paused' | 'gone';

export type Word = {
    text: string;
    start_seconds: number;
    end_seconds: number;
    /**
     * 0..1, when the engine gives it.
     */
    confidence?: number;
};

/**
 * The id of the audiobook.
 */
export type AudiobookId = string;

/**
 * The id of the delivery.
 */
export type DeliveryId = string;

/**
 * Repeating the request with the same key answers what the first one created. The key with another request: 409.
 */
export type IdempotencyKey = string;

/**
 * The `ETag` of what the client has: 304 while nothing has changed.
 */
export type IfNoneMatch = string;

/**
 * The id of the job.
 */
export type JobId = string;

/**
 * The last event that was received: the stream goes on after it.
 */
export type LastEventId = string;

/**
 * `next_cursor` of the page before.
 */
export type PageCursor = string;

/**
 * Items on a page.
 */
export type PageLimit = number;

/**
 * The type of jobs that the queue holds.
 */
export type QueueName = JobType;

/**
 * The id of the upload.
 */
export type UploadId = string;

/**
 * The id of the webhook.
 */
export type WebhookId = string;

export type ListUploadsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Items on a page.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
        /**
         * Uploads in this state only.
         */
        status?: UploadStatus;
    };
    url: '/api/v1/admin/uploads';
};

export type ListUploadsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListUploadsError = ListUploadsErrors[keyof ListUploadsErrors];

export type ListUploadsResponses = {
    /**
     * A page of uploads.
     */
    200: UploadList;
};

export type ListUploadsResponse = ListUploadsResponses[keyof ListUploadsResponses];

export type CreateUploadData = {
    body: NewUpload;
    headers?: {
        /**
         * Repeating the request with the same key answers what the first one created. The key with another request: 409.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/uploads';
};

export type CreateUploadErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type CreateUploadError = CreateUploadErrors[keyof CreateUploadErrors];

export type CreateUploadResponses = {
    /**
     * Opened.
     */
    201: CreatedUpload;
};

export type CreateUploadResponse = CreateUploadResponses[keyof CreateUploadResponses];

export type DeleteUploadData = {
    body?: never;
    path: {
        /**
         * The id of the upload.
         */
        upload_id: string;
    };
    query?: never;
    url: '/api/v1/admin/uploads/{upload_id}';
};

export type DeleteUploadErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type DeleteUploadError = DeleteUploadErrors[keyof DeleteUploadErrors];

export type DeleteUploadResponses = {
    /**
     * Cancelled or removed.
     */
    204: void;
};

export type DeleteUploadResponse = DeleteUploadResponses[keyof DeleteUploadResponses];

export type GetUploadData = {
    body?: never;
    path: {
        /**
         * The id of the upload.
         */
        upload_id: string;
    };
    query?: never;
    url: '/api/v1/admin/uploads/{upload_id}';
};

export type GetUploadErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetUploadError = GetUploadErrors[keyof GetUploadErrors];

export type GetUploadResponses = {
    /**
     * The upload.
     */
    200: UploadSession;
};

export type GetUploadResponse = GetUploadResponses[keyof GetUploadResponses];

export type GetUploadProgressData = {
    body?: never;
    path: {
        /**
         * The id of the upload.
         */
        upload_id: string;
    };
    query?: never;
    url: '/api/v1/admin/uploads/{upload_id}/progress';
};

export type GetUploadProgressErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetUploadProgressError = GetUploadProgressErrors[keyof GetUploadProgressErrors];

export type GetUploadProgressResponses = {
    /**
     * The progress.
     */
    200: UploadProgress;
};

export type GetUploadProgressResponse = GetUploadProgressResponses[keyof GetUploadProgressResponses];

export type AddUploadFileData = {
    body: NewUploadFile;
    headers?: {
        /**
         * Repeating the request with the same key answers what the first one created. The key with another request: 409.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The id of the upload.
         */
        upload_id: string;
    };
    query?: never;
    url: '/api/v1/admin/uploads/{upload_id}/files';
};

export type AddUploadFileErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Cannot be processed
     */
    422: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type AddUploadFileError = AddUploadFileErrors[keyof AddUploadFileErrors];

export type AddUploadFileResponses = {
    /**
     * Stored.
     */
    201: UploadFile;
};

export type AddUploadFileResponse = AddUploadFileResponses[keyof AddUploadFileResponses];

export type ListAudiobooksData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Items on a page.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
        /**
         * Audiobooks in this state only.
         */
        status?: AudiobookStatus;
        /**
         * Part of the title or of the author, in any case.
         */
        q?: string;
        /**
         * What they are ordered by.
         */
        sort?: 'created_at' | 'title';
        /**
         * Newest first by default; titles from A to Z.
         */
        direction?: 'asc' | 'desc';
    };
    url: '/api/v1/admin/audiobooks';
};

export type ListAudiobooksErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListAudiobooksError = ListAudiobooksErrors[keyof ListAudiobooksErrors];

export type ListAudiobooksResponses = {
    /**
     * A page.
     */
    200: AudiobookList;
};

export type ListAudiobooksResponse = ListAudiobooksResponses[keyof ListAudiobooksResponses];

export type CreateAudiobookData = {
    body: NewAudiobook;
    headers?: {
        /**
         * Repeating the request with the same key answers what the first one created. The key with another request: 409.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/audiobooks';
};

export type CreateAudiobookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type CreateAudiobookError = CreateAudiobookErrors[keyof CreateAudiobookErrors];

export type CreateAudiobookResponses = {
    /**
     * Made; its jobs are on their way.
     */
    201: CreatedAudiobook;
};

export type CreateAudiobookResponse = CreateAudiobookResponses[keyof CreateAudiobookResponses];

export type CreateAudiobooksData = {
    body: NewAudiobooks;
    headers?: {
        /**
         * Repeating the request with the same key answers what the first one created. The key with another request: 409.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/audiobooks/batch';
};

export type CreateAudiobooksErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type CreateAudiobooksError = CreateAudiobooksErrors[keyof CreateAudiobooksErrors];

export type CreateAudiobooksResponses = {
    /**
     * What became of each item.
     */
    200: CreatedAudiobooks;
};

export type CreateAudiobooksResponse = CreateAudiobooksResponses[keyof CreateAudiobooksResponses];

export type DeleteAudiobooksData = {
    body: DeleteBooks;
    path?: never;
    query?: never;
    url: '/api/v1/admin/audiobooks/delete';
};

export type DeleteAudiobooksErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type DeleteAudiobooksError = DeleteAudiobooksErrors[keyof DeleteAudiobooksErrors];

export type DeleteAudiobooksResponses = {
    /**
     * What was deleted, or would be.
     */
    200: DeletedBooks;
};

export type DeleteAudiobooksResponse = DeleteAudiobooksResponses[keyof DeleteAudiobooksResponses];

export type ReprocessAudiobooksData = {
    body: ReprocessBooks;
    path?: never;
    query?: never;
    url: '/api/v1/admin/audiobooks/reprocess';
};

export type ReprocessAudiobooksErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ReprocessAudiobooksError = ReprocessAudiobooksErrors[keyof ReprocessAudiobooksErrors];

export type ReprocessAudiobooksResponses = {
    /**
     * What became of each book, or would.
     */
    200: ReprocessedBooks;
};

export type ReprocessAudiobooksResponse = ReprocessAudiobooksResponses[keyof ReprocessAudiobooksResponses];

export type ReprocessAudiobookData = {
    body: Reprocess;
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/audiobooks/{audiobook_id}/reprocess';
};

export type ReprocessAudiobookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ReprocessAudiobookError = ReprocessAudiobookErrors[keyof ReprocessAudiobookErrors];

export type ReprocessAudiobookResponses = {
    /**
     * What goes round again.
     */
    202: ReprocessedBook;
};

export type ReprocessAudiobookResponse = ReprocessAudiobookResponses[keyof ReprocessAudiobookResponses];

export type EstimateAudiobookData = {
    body: EstimateRequest;
    path?: never;
    query?: never;
    url: '/api/v1/admin/audiobooks/estimate';
};

export type EstimateAudiobookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type EstimateAudiobookError = EstimateAudiobookErrors[keyof EstimateAudiobookErrors];

export type EstimateAudiobookResponses = {
    /**
     * The estimate.
     */
    200: BookEstimate;
};

export type EstimateAudiobookResponse = EstimateAudiobookResponses[keyof EstimateAudiobookResponses];

export type DeleteAudiobookData = {
    body?: never;
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/audiobooks/{audiobook_id}';
};

export type DeleteAudiobookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type DeleteAudiobookError = DeleteAudiobookErrors[keyof DeleteAudiobookErrors];

export type DeleteAudiobookResponses = {
    /**
     * Gone.
     */
    204: void;
};

export type DeleteAudiobookResponse = DeleteAudiobookResponses[keyof DeleteAudiobookResponses];

export type GetAudiobookData = {
    body?: never;
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/audiobooks/{audiobook_id}';
};

export type GetAudiobookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetAudiobookError = GetAudiobookErrors[keyof GetAudiobookErrors];

export type GetAudiobookResponses = {
    /**
     * The audiobook.
     */
    200: AudiobookDetail;
};

export type GetAudiobookResponse = GetAudiobookResponses[keyof GetAudiobookResponses];

export type UpdateAudiobookData = {
    body: AudiobookEdit;
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/audiobooks/{audiobook_id}';
};

export type UpdateAudiobookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type UpdateAudiobookError = UpdateAudiobookErrors[keyof UpdateAudiobookErrors];

export type UpdateAudiobookResponses = {
    /**
     * As it is now.
     */
    200: Audiobook;
};

export type UpdateAudiobookResponse = UpdateAudiobookResponses[keyof UpdateAudiobookResponses];

export type ListAudiobookJobsData = {
    body?: never;
    headers?: {
        /**
         * The `ETag` of what the client has: 304 while nothing has changed.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/audiobooks/{audiobook_id}/jobs';
};

export type ListAudiobookJobsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListAudiobookJobsError = ListAudiobookJobsErrors[keyof ListAudiobookJobsErrors];

export type ListAudiobookJobsResponses = {
    /**
     * The jobs.
     */
    200: AudiobookJobs;
};

export type ListAudiobookJobsResponse = ListAudiobookJobsResponses[keyof ListAudiobookJobsResponses];

export type GetCoverData = {
    body?: never;
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/audiobooks/{audiobook_id}/cover';
};

export type GetCoverErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetCoverError = GetCoverErrors[keyof GetCoverErrors];

export type GetCoverResponses = {
    /**
     * The image.
     */
    200: Blob | File;
};

export type GetCoverResponse = GetCoverResponses[keyof GetCoverResponses];

export type GetChapterAudioData = {
    body?: never;
    headers?: {
        /**
         * The bytes wanted (RFC 9110).
         */
        Range?: string;
        /**
         * The ETag of what the client has: the whole file comes when it is another now.
         */
        'If-Range'?: string;
    };
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
        /**
         * The number of the chapter.
         */
        number: number;
    };
    query?: never;
    url: '/api/v1/admin/audiobooks/{audiobook_id}/chapters/{number}/audio';
};

export type GetChapterAudioErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Range not satisfiable
     */
    416: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetChapterAudioError = GetChapterAudioErrors[keyof GetChapterAudioErrors];

export type GetChapterAudioResponses = {
    /**
     * The whole file.
     */
    200: Blob | File;
    /**
     * The bytes asked for.
     */
    206: Blob | File;
};

export type GetChapterAudioResponse = GetChapterAudioResponses[keyof GetChapterAudioResponses];

export type GetTranscriptData = {
    body?: never;
    headers?: {
        /**
         * The `ETag` of what the client has: 304 while nothing has changed.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
    };
    query?: {
        /**
         * What the transcript is written as.
         */
        format?: TranscriptFormat;
        /**
         * The number of the chapter.
         */
        chapter?: number;
    };
    url: '/api/v1/admin/audiobooks/{audiobook_id}/transcript';
};

export type GetTranscriptErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetTranscriptError = GetTranscriptErrors[keyof GetTranscriptErrors];

export type GetTranscriptResponses = {
    /**
     * The transcript, in the format asked for.
     */
    200: Transcript;
};

export type GetTranscriptResponse = GetTranscriptResponses[keyof GetTranscriptResponses];

export type ListChaptersData = {
    body?: never;
    headers?: {
        /**
         * The `ETag` of what the client has: 304 while nothing has changed.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
    };
    query?: {
        /**
         * By default what `Accept` asks for.
         */
        format?: 'json' | 'json-chapters';
    };
    url: '/api/v1/admin/audiobooks/{audiobook_id}/chapters';
};

export type ListChaptersErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListChaptersError = ListChaptersErrors[keyof ListChaptersErrors];

export type ListChaptersResponses = {
    /**
     * The chapters, by number.
     */
    200: ChapterList;
};

export type ListChaptersResponse = ListChaptersResponses[keyof ListChaptersResponses];

export type GetChapterTranscriptData = {
    body?: never;
    headers?: {
        /**
         * The `ETag` of what the client has: 304 while nothing has changed.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
        /**
         * The number of the chapter.
         */
        number: number;
    };
    query?: {
        /**
         * What the transcript is written as.
         */
        format?: TranscriptFormat;
    };
    url: '/api/v1/admin/audiobooks/{audiobook_id}/chapters/{number}/transcript';
};

export type GetChapterTranscriptErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetChapterTranscriptError = GetChapterTranscriptErrors[keyof GetChapterTranscriptErrors];

export type GetChapterTranscriptResponses = {
    /**
     * The transcript, in the format asked for.
     */
    200: Transcript;
};

export type GetChapterTranscriptResponse = GetChapterTranscriptResponses[keyof GetChapterTranscriptResponses];

export type SearchData = {
    body?: never;
    path?: never;
    query: {
        /**
         * Words in any form, "exact phrases", -exclusions, or a description of what was said.
         */
        q: string;
        /**
         * `lexical` by words, `semantic` by meaning, `hybrid` both.
         */
        mode?: SearchMode;
        /**
         * Hits at most.
         */
        limit?: number;
        /**
         * Leaves out hits below it.
         */
        min_score?: number | null;
        /**
         * Search in this audiobook only.
         */
        audiobook_id?: string;
    };
    url: '/api/v1/admin/search';
};

export type SearchErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type SearchError = SearchErrors[keyof SearchErrors];

export type SearchResponses = {
    /**
     * The hits.
     */
    200: SearchAnswer;
};

export type SearchResponse = SearchResponses[keyof SearchResponses];

export type ListJobsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Items on a page.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
        /**
         * `failed`: the dead letters.
         */
        status?: JobStatus;
        /**
         * Jobs of this type only.
         */
        job_type?: JobType;
        /**
         * Jobs of this audiobook only.
         */
        audiobook_id?: string;
        /**
         * Of the failure that ended the job.
         */
        error_code?: string;
    };
    url: '/api/v1/admin/jobs';
};

export type ListJobsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListJobsError = ListJobsErrors[keyof ListJobsErrors];

export type ListJobsResponses = {
    /**
     * A page.
     */
    200: JobList;
};

export type ListJobsResponse = ListJobsResponses[keyof ListJobsResponses];

export type GetJobData = {
    body?: never;
    path: {
        /**
         * The id of the job.
         */
        job_id: string;
    };
    query?: never;
    url: '/api/v1/admin/jobs/{job_id}';
};

export type GetJobErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetJobError = GetJobErrors[keyof GetJobErrors];

export type GetJobResponses = {
    /**
     * The job.
     */
    200: Job;
};

export type GetJobResponse = GetJobResponses[keyof GetJobResponses];

export type RetryJobsData = {
    body: RetryJobs;
    path?: never;
    query?: never;
    url: '/api/v1/admin/jobs/retry';
};

export type RetryJobsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type RetryJobsError = RetryJobsErrors[keyof RetryJobsErrors];

export type RetryJobsResponses = {
    /**
     * What was retried, or would be.
     */
    200: RetriedJobs;
};

export type RetryJobsResponse = RetryJobsResponses[keyof RetryJobsResponses];

export type CancelJobsData = {
    body: CancelJobs;
    path?: never;
    query?: never;
    url: '/api/v1/admin/jobs/cancel';
};

export type CancelJobsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type CancelJobsError = CancelJobsErrors[keyof CancelJobsErrors];

export type CancelJobsResponses = {
    /**
     * What was cancelled, or would be.
     */
    200: CancelledJobs;
};

export type CancelJobsResponse = CancelJobsResponses[keyof CancelJobsResponses];

export type ReembedBooksData = {
    body: Reembed;
    path?: never;
    query?: never;
    url: '/api/v1/admin/jobs/reembed';
};

export type ReembedBooksErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ReembedBooksError = ReembedBooksErrors[keyof ReembedBooksErrors];

export type ReembedBooksResponses = {
    /**
     * What was found.
     */
    200: Reembedded;
};

export type ReembedBooksResponse = ReembedBooksResponses[keyof ReembedBooksResponses];

export type RetryJobData = {
    body?: never;
    path: {
        /**
         * The id of the job.
         */
        job_id: string;
    };
    query?: never;
    url: '/api/v1/admin/jobs/{job_id}/retry';
};

export type RetryJobErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type RetryJobError = RetryJobErrors[keyof RetryJobErrors];

export type RetryJobResponses = {
    /**
     * The job, pending again.
     */
    202: Job;
};

export type RetryJobResponse = RetryJobResponses[keyof RetryJobResponses];

export type CancelJobData = {
    body?: never;
    path: {
        /**
         * The id of the job.
         */
        job_id: string;
    };
    query?: never;
    url: '/api/v1/admin/jobs/{job_id}/cancel';
};

export type CancelJobErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type CancelJobError = CancelJobErrors[keyof CancelJobErrors];

export type CancelJobResponses = {
    /**
     * The job, cancelled now or before.
     */
    200: Job;
};

export type CancelJobResponse = CancelJobResponses[keyof CancelJobResponses];

export type SetJobPriorityData = {
    body: JobPriority;
    path: {
        /**
         * The id of the job.
         */
        job_id: string;
    };
    query?: never;
    url: '/api/v1/admin/jobs/{job_id}/priority';
};

export type SetJobPriorityErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type SetJobPriorityError = SetJobPriorityErrors[keyof SetJobPriorityErrors];

export type SetJobPriorityResponses = {
    /**
     * The job as it is now.
     */
    200: Job;
};

export type SetJobPriorityResponse = SetJobPriorityResponses[keyof SetJobPriorityResponses];

export type ReportJobData = {
    body: JobReport;
    path: {
        /**
         * The id of the job.
         */
        job_id: string;
    };
    query?: never;
    url: '/api/v1/admin/jobs/{job_id}/status';
};

export type ReportJobErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ReportJobError = ReportJobErrors[keyof ReportJobErrors];

export type ReportJobResponses = {
    /**
     * Accepted, now or before.
     */
    200: AcceptedReport;
};

export type ReportJobResponse = ReportJobResponses[keyof ReportJobResponses];

export type ReportJobsData = {
    body: JobReports;
    path?: never;
    query?: never;
    url: '/api/v1/admin/jobs/reports';
};

export type ReportJobsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ReportJobsError = ReportJobsErrors[keyof ReportJobsErrors];

export type ReportJobsResponses = {
    /**
     * Each report has its answer.
     */
    200: ReportAnswers;
};

export type ReportJobsResponse = ReportJobsResponses[keyof ReportJobsResponses];

export type RenewClaimsData = {
    body: Heartbeats;
    path?: never;
    query?: never;
    url: '/api/v1/admin/jobs/heartbeats';
};

export type RenewClaimsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type RenewClaimsError = RenewClaimsErrors[keyof RenewClaimsErrors];

export type RenewClaimsResponses = {
    /**
     * Every claim that is not stale was renewed.
     */
    200: HeardHeartbeats;
};

export type RenewClaimsResponse = RenewClaimsResponses[keyof RenewClaimsResponses];

export type ListDeadLettersData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Items on a page.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
        /**
         * Jobs of this type only.
         */
        job_type?: JobType;
        /**
         * Who does the work: transcribe; summarize and tag; embed.
         */
        provider?: Provider;
        /**
         * Jobs of this audiobook only.
         */
        audiobook_id?: string;
        /**
         * Of the books; others than oneself only for a static admin token.
         */
        owner_id?: string;
        /**
         * Part of the title or of the author, in any case.
         */
        q?: string;
        /**
         * Of the failure that ended the job.
         */
        error_code?: string;
        /**
         * Retried after a backoff; retried when the vendor said, using no attempt; never retried; a lost worker.
         */
        error_kind?: JobFailureKind;
        /**
         * Ended at or after this time.
         */
        failed_after?: string;
        /**
         * Ended before this time.
         */
        failed_before?: string;
        /**
         * Made at or after this time.
         */
        created_after?: string;
        /**
         * Made before this time.
         */
        created_before?: string;
    };
    url: '/api/v1/admin/dead-letters';
};

export type ListDeadLettersErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListDeadLettersError = ListDeadLettersErrors[keyof ListDeadLettersErrors];

export type ListDeadLettersResponses = {
    /**
     * A page.
     */
    200: DeadLetterList;
};

export type ListDeadLettersResponse = ListDeadLettersResponses[keyof ListDeadLettersResponses];

export type GetDeadLetterCountsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Jobs of this type only.
         */
        job_type?: JobType;
        /**
         * Who does the work: transcribe; summarize and tag; embed.
         */
        provider?: Provider;
        /**
         * Jobs of this audiobook only.
         */
        audiobook_id?: string;
        /**
         * Of the books; others than oneself only for a static admin token.
         */
        owner_id?: string;
        /**
         * Part of the title or of the author, in any case.
         */
        q?: string;
        /**
         * Of the failure that ended the job.
         */
        error_code?: string;
        /**
         * Retried after a backoff; retried when the vendor said, using no attempt; never retried; a lost worker.
         */
        error_kind?: JobFailureKind;
        /**
         * Ended at or after this time.
         */
        failed_after?: string;
        /**
         * Ended before this time.
         */
        failed_before?: string;
        /**
         * Made at or after this time.
         */
        created_after?: string;
        /**
         * Made before this time.
         */
        created_before?: string;
    };
    url: '/api/v1/admin/dead-letters/counts';
};

export type GetDeadLetterCountsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetDeadLetterCountsError = GetDeadLetterCountsErrors[keyof GetDeadLetterCountsErrors];

export type GetDeadLetterCountsResponses = {
    /**
     * By class.
     */
    200: DeadLetterCounts;
};

export type GetDeadLetterCountsResponse = GetDeadLetterCountsResponses[keyof GetDeadLetterCountsResponses];

export type GetDeadLetterData = {
    body?: never;
    path: {
        /**
         * The id of the job.
         */
        job_id: string;
    };
    query?: never;
    url: '/api/v1/admin/dead-letters/{job_id}';
};

export type GetDeadLetterErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetDeadLetterError = GetDeadLetterErrors[keyof GetDeadLetterErrors];

export type GetDeadLetterResponses = {
    /**
     * The dead letter.
     */
    200: DeadLetter;
};

export type GetDeadLetterResponse = GetDeadLetterResponses[keyof GetDeadLetterResponses];

export type ListQueuesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/queues';
};

export type ListQueuesErrors = {
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListQueuesError = ListQueuesErrors[keyof ListQueuesErrors];

export type ListQueuesResponses = {
    /**
     * All of them.
     */
    200: QueueList;
};

export type ListQueuesResponse = ListQueuesResponses[keyof ListQueuesResponses];

export type PauseQueueData = {
    body?: never;
    path: {
        /**
         * The type of jobs that the queue holds.
         */
        job_type: JobType;
    };
    query?: never;
    url: '/api/v1/admin/queues/{job_type}/pause';
};

export type PauseQueueErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type PauseQueueError = PauseQueueErrors[keyof PauseQueueErrors];

export type PauseQueueResponses = {
    /**
     * The queue, paused now or before.
     */
    200: Queue;
};

export type PauseQueueResponse = PauseQueueResponses[keyof PauseQueueResponses];

export type ResumeQueueData = {
    body?: never;
    path: {
        /**
         * The type of jobs that the queue holds.
         */
        job_type: JobType;
    };
    query?: never;
    url: '/api/v1/admin/queues/{job_type}/resume';
};

export type ResumeQueueErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ResumeQueueError = ResumeQueueErrors[keyof ResumeQueueErrors];

export type ResumeQueueResponses = {
    /**
     * The queue, open now or before.
     */
    200: Queue;
};

export type ResumeQueueResponse = ResumeQueueResponses[keyof ResumeQueueResponses];

export type StreamEventsData = {
    body?: never;
    headers?: {
        /**
         * The last event that was received: the stream goes on after it.
         */
        'Last-Event-ID'?: string;
    };
    path?: never;
    query?: {
        /**
         * The last event that was received: the stream goes on after it. For clients that can't set the header, which wins.
         */
        last_event_id?: string;
        /**
         * Types of events, separated by commas; all otherwise.
         */
        types?: string;
    };
    url: '/api/v1/admin/events';
};

export type StreamEventsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type StreamEventsError = StreamEventsErrors[keyof StreamEventsErrors];

export type StreamEventsResponses = {
    /**
     * The stream.
     */
    200: Event;
};

export type StreamEventsResponse = StreamEventsResponses[keyof StreamEventsResponses];

export type StreamAudiobookEventsData = {
    body?: never;
    headers?: {
        /**
         * The last event that was received: the stream goes on after it.
         */
        'Last-Event-ID'?: string;
    };
    path: {
        /**
         * The id of the audiobook.
         */
        audiobook_id: string;
    };
    query?: {
        /**
         * The last event that was received: the stream goes on after it. For clients that can't set the header, which wins.
         */
        last_event_id?: string;
        /**
         * Types of events, separated by commas; all otherwise.
         */
        types?: string;
    };
    url: '/api/v1/admin/audiobooks/{audiobook_id}/events';
};

export type StreamAudiobookEventsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type StreamAudiobookEventsError = StreamAudiobookEventsErrors[keyof StreamAudiobookEventsErrors];

export type StreamAudiobookEventsResponses = {
    /**
     * The stream.
     */
    200: AudiobookStreamEvent;
};

export type StreamAudiobookEventsResponse = StreamAudiobookEventsResponses[keyof StreamAudiobookEventsResponses];

export type StreamUploadEventsData = {
    body?: never;
    headers?: {
        /**
         * The last event that was received: the stream goes on after it.
         */
        'Last-Event-ID'?: string;
    };
    path: {
        /**
         * The id of the upload.
         */
        upload_id: string;
    };
    query?: {
        /**
         * The last event that was received: the stream goes on after it. For clients that can't set the header, which wins.
         */
        last_event_id?: string;
        /**
         * Types of events, separated by commas; all otherwise.
         */
        types?: string;
    };
    url: '/api/v1/admin/uploads/{upload_id}/events';
};

export type StreamUploadEventsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type StreamUploadEventsError = StreamUploadEventsErrors[keyof StreamUploadEventsErrors];

export type StreamUploadEventsResponses = {
    /**
     * The stream.
     */
    200: UploadStreamEvent;
};

export type StreamUploadEventsResponse = StreamUploadEventsResponses[keyof StreamUploadEventsResponses];

export type GetUsageData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * At or after; 30 days before `until` unless given.
         */
        from?: string;
        /**
         * Before; now unless given.
         */
        until?: string;
        /**
         * Some of provider, model, day, owner, separated by commas.
         */
        group_by?: string;
    };
    url: '/api/v1/admin/usage';
};

export type GetUsageErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetUsageError = GetUsageErrors[keyof GetUsageErrors];

export type GetUsageResponses = {
    /**
     * The sums.
     */
    200: UsageReport;
};

export type GetUsageResponse = GetUsageResponses[keyof GetUsageResponses];

export type ListAuditLogData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Items on a page.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
        /**
         * Who did it. Callers that see their own alone get their own in any case.
         */
        actor?: string;
        /**
         * Method and pattern of the path.
         */
        action?: string;
        /**
         * What it was done to.
         */
        target_id?: string;
        /**
         * Of the request that did it.
         */
        request_id?: string;
        /**
         * How it ended.
         */
        outcome?: AuditOutcome;
        /**
         * At or after.
         */
        from?: string;
        /**
         * Before.
         */
        until?: string;
    };
    url: '/api/v1/admin/audit';
};

export type ListAuditLogErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListAuditLogError = ListAuditLogErrors[keyof ListAuditLogErrors];

export type ListAuditLogResponses = {
    /**
     * A page.
     */
    200: AuditLog;
};

export type ListAuditLogResponse = ListAuditLogResponses[keyof ListAuditLogResponses];

export type CreateBackupData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/backups';
};

export type CreateBackupErrors = {
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type CreateBackupError = CreateBackupErrors[keyof CreateBackupErrors];

export type CreateBackupResponses = {
    /**
     * The archive.
     */
    200: Blob | File;
};

export type CreateBackupResponse = CreateBackupResponses[keyof CreateBackupResponses];

export type DeleteOwnerDataData = {
    body?: never;
    path: {
        /**
         * The subject of the tokens of the owner.
         */
        owner_id: string;
    };
    query?: {
        /**
         * Says what would be deleted, and deletes nothing.
         */
        dry_run?: 'true' | 'false';
    };
    url: '/api/v1/admin/owners/{owner_id}/data';
};

export type DeleteOwnerDataErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type DeleteOwnerDataError = DeleteOwnerDataErrors[keyof DeleteOwnerDataErrors];

export type DeleteOwnerDataResponses = {
    /**
     * What was deleted, or would be.
     */
    200: DeletedOwnerData;
};

export type DeleteOwnerDataResponse = DeleteOwnerDataResponses[keyof DeleteOwnerDataResponses];

export type ReceiveRevAiNewsData = {
    body: RevAiNews;
    path?: never;
    query: {
        /**
         * As in the URL that the job was given.
         */
        job_id: string;
    };
    url: '/api/v1/webhooks/revai';
};

export type ReceiveRevAiNewsErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ReceiveRevAiNewsError = ReceiveRevAiNewsErrors[keyof ReceiveRevAiNewsErrors];

export type ReceiveRevAiNewsResponses = {
    /**
     * Taken.
     */
    200: ReceivedNews;
};

export type ReceiveRevAiNewsResponse = ReceiveRevAiNewsResponses[keyof ReceiveRevAiNewsResponses];

export type ListWebhooksData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Items on a page.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/admin/webhooks';
};

export type ListWebhooksErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListWebhooksError = ListWebhooksErrors[keyof ListWebhooksErrors];

export type ListWebhooksResponses = {
    /**
     * A page of them.
     */
    200: WebhookPage;
};

export type ListWebhooksResponse = ListWebhooksResponses[keyof ListWebhooksResponses];

export type CreateWebhookData = {
    body: NewWebhook;
    headers?: {
        /**
         * Repeating the request with the same key answers what the first one created. The key with another request: 409.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/webhooks';
};

export type CreateWebhookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Conflict
     */
    409: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type CreateWebhookError = CreateWebhookErrors[keyof CreateWebhookErrors];

export type CreateWebhookResponses = {
    /**
     * Added.
     */
    201: CreatedWebhook;
};

export type CreateWebhookResponse = CreateWebhookResponses[keyof CreateWebhookResponses];

export type DeleteWebhookData = {
    body?: never;
    path: {
        /**
         * The id of the webhook.
         */
        webhook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{webhook_id}';
};

export type DeleteWebhookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type DeleteWebhookError = DeleteWebhookErrors[keyof DeleteWebhookErrors];

export type DeleteWebhookResponses = {
    /**
     * Removed.
     */
    204: void;
};

export type DeleteWebhookResponse = DeleteWebhookResponses[keyof DeleteWebhookResponses];

export type GetWebhookData = {
    body?: never;
    path: {
        /**
         * The id of the webhook.
         */
        webhook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{webhook_id}';
};

export type GetWebhookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetWebhookError = GetWebhookErrors[keyof GetWebhookErrors];

export type GetWebhookResponses = {
    /**
     * The webhook.
     */
    200: Webhook;
};

export type GetWebhookResponse = GetWebhookResponses[keyof GetWebhookResponses];

export type UpdateWebhookData = {
    body: WebhookEdit;
    path: {
        /**
         * The id of the webhook.
         */
        webhook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{webhook_id}';
};

export type UpdateWebhookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type UpdateWebhookError = UpdateWebhookErrors[keyof UpdateWebhookErrors];

export type UpdateWebhookResponses = {
    /**
     * As it is now.
     */
    200: Webhook;
};

export type UpdateWebhookResponse = UpdateWebhookResponses[keyof UpdateWebhookResponses];

export type RotateWebhookSecretData = {
    body: SecretRotation;
    path: {
        /**
         * The id of the webhook.
         */
        webhook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{webhook_id}/rotate-secret';
};

export type RotateWebhookSecretErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type RotateWebhookSecretError = RotateWebhookSecretErrors[keyof RotateWebhookSecretErrors];

export type RotateWebhookSecretResponses = {
    /**
     * The new one.
     */
    200: RotatedSecret;
};

export type RotateWebhookSecretResponse = RotateWebhookSecretResponses[keyof RotateWebhookSecretResponses];

export type TestWebhookData = {
    body?: never;
    path: {
        /**
         * The id of the webhook.
         */
        webhook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{webhook_id}/test';
};

export type TestWebhookErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type TestWebhookError = TestWebhookErrors[keyof TestWebhookErrors];

export type TestWebhookResponses = {
    /**
     * It is on its way.
     */
    202: WebhookDelivery;
};

export type TestWebhookResponse = TestWebhookResponses[keyof TestWebhookResponses];

export type ListWebhookDeliveriesData = {
    body?: never;
    path: {
        /**
         * The id of the webhook.
         */
        webhook_id: string;
    };
    query?: {
        /**
         * Items on a page.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
        /**
         * `dead`: given up after the last attempt.
         */
        status?: WebhookDeliveryStatus;
    };
    url: '/api/v1/admin/webhooks/{webhook_id}/deliveries';
};

export type ListWebhookDeliveriesErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ListWebhookDeliveriesError = ListWebhookDeliveriesErrors[keyof ListWebhookDeliveriesErrors];

export type ListWebhookDeliveriesResponses = {
    /**
     * A page of deliveries.
     */
    200: WebhookDeliveryPage;
};

export type ListWebhookDeliveriesResponse = ListWebhookDeliveriesResponses[keyof ListWebhookDeliveriesResponses];

export type GetWebhookDeliveryData = {
    body?: never;
    path: {
        /**
         * The id of the webhook.
         */
        webhook_id: string;
        /**
         * The id of the delivery.
         */
        delivery_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{webhook_id}/deliveries/{delivery_id}';
};

export type GetWebhookDeliveryErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type GetWebhookDeliveryError = GetWebhookDeliveryErrors[keyof GetWebhookDeliveryErrors];

export type GetWebhookDeliveryResponses = {
    /**
     * The delivery.
     */
    200: WebhookDelivery;
};

export type GetWebhookDeliveryResponse = GetWebhookDeliveryResponses[keyof GetWebhookDeliveryResponses];

export type ReplayWebhookDeliveryData = {
    body?: never;
    path: {
        /**
         * The id of the webhook.
         */
        webhook_id: string;
        /**
         * The id of the delivery.
         */
        delivery_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{webhook_id}/deliveries/{delivery_id}/replay';
};

export type ReplayWebhookDeliveryErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ReplayWebhookDeliveryError = ReplayWebhookDeliveryErrors[keyof ReplayWebhookDeliveryErrors];

export type ReplayWebhookDeliveryResponses = {
    /**
     * It is on its way.
     */
    202: WebhookDelivery;
};

export type ReplayWebhookDeliveryResponse = ReplayWebhookDeliveryResponses[keyof ReplayWebhookDeliveryResponses];

export type ReplayWebhookDeliveriesData = {
    body: WebhookReplay;
    path: {
        /**
         * The id of the webhook.
         */
        webhook_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{webhook_id}/replay';
};

export type ReplayWebhookDeliveriesErrors = {
    /**
     * Invalid request
     */
    400: Problem;
    /**
     * Authentication needed
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found
     */
    404: Problem;
    /**
     * Too large
     */
    413: Problem;
    /**
     * Unsupported media type
     */
    415: Problem;
    /**
     * Too many requests
     */
    429: Problem;
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Service unavailable
     */
    503: Problem;
};

export type ReplayWebhookDeliveriesError = ReplayWebhookDeliveriesErrors[keyof ReplayWebhookDeliveriesErrors];

export type ReplayWebhookDeliveriesResponses = {
    /**
     * On their way.
     */
    202: ReplayedDeliveries;
};

export type ReplayWebhookDeliveriesResponse = ReplayWebhookDeliveriesResponses[keyof ReplayWebhookDeliveriesResponses];

export type GetHealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/healthz';
};

export type GetHealthErrors = {
    /**
     * Internal error
     */
    500: Problem;
};

export type GetHealthError = GetHealthErrors[keyof GetHealthErrors];

export type GetHealthResponses = {
    /**
     * Alive.
     */
    200: Health;
};

export type GetHealthResponse = GetHealthResponses[keyof GetHealthResponses];

export type GetReadinessData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/readyz';
};

export type GetReadinessErrors = {
    /**
     * Internal error
     */
    500: Problem;
    /**
     * Something does not; `checks` says what.
     */
    503: Readiness;
};

export type GetReadinessError = GetReadinessErrors[keyof GetReadinessErrors];

export type GetReadinessResponses = {
    /**
     * Everything that jobs need works.
     */
    200: Readiness;
};

export type GetReadinessResponse = GetReadinessResponses[keyof GetReadinessResponses];

export type GetMetricsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/metrics';
};

export type GetMetricsErrors = {
    /**
     * Internal error
     */
    500: Problem;
};

export type GetMetricsError = GetMetricsErrors[keyof GetMetricsErrors];

export type GetMetricsResponses = {
    /**
     * Prometheus text exposition.
     */
    200: string;
};

export type GetMetricsResponse = GetMetricsResponses[keyof GetMetricsResponses];

export type SendJobCreatedWebhookPayload = JobWebhook;

export type SendJobCreatedWebhookRequest = {
    body: SendJobCreatedWebhookPayload;
    key: 'job.created';
    path?: never;
    query?: never;
};

export type SendJobStartedWebhookPayload = JobWebhook;

export type SendJobStartedWebhookRequest = {
    body: SendJobStartedWebhookPayload;
    key: 'job.started';
    path?: never;
    query?: never;
};

export type SendJobProgressWebhookPayload = JobWebhook;

export type SendJobProgressWebhookRequest = {
    body: SendJobProgressWebhookPayload;
    key: 'job.progress';
    path?: never;
    query?: never;
};

export type SendJobParkedWebhookPayload = JobWebhook;

export type SendJobParkedWebhookRequest = {
    body: SendJobParkedWebhookPayload;
    key: 'job.parked';
    path?: never;
    query?: never;
};

export type SendJobRetryingWebhookPayload = JobWebhook;

export type SendJobRetryingWebhookRequest = {
    body: SendJobRetryingWebhookPayload;
    key: 'job.retrying';
    path?: never;
    query?: never;
};

export type SendJobReleasedWebhookPayload = JobWebhook;

export type SendJobReleasedWebhookRequest = {
    body: SendJobReleasedWebhookPayload;
    key: 'job.released';
    path?: never;
    query?: never;
};

export type SendJobCompletedWebhookPayload = JobWebhook;

export type SendJobCompletedWebhookRequest = {
    body: SendJobCompletedWebhookPayload;
    key: 'job.completed';
    path?: never;
    query?: never;
};

export type SendJobFailedWebhookPayload = JobWebhook;

export type SendJobFailedWebhookRequest = {
    body: SendJobFailedWebhookPayload;
    key: 'job.failed';
    path?: never;
    query?: never;
};

export type SendJobCancelledWebhookPayload = JobWebhook;

export type SendJobCancelledWebhookRequest = {
    body: SendJobCancelledWebhookPayload;
    key: 'job.cancelled';
    path?: never;
    query?: never;
};

export type SendJobRedrivenWebhookPayload = JobWebhook;

export type SendJobRedrivenWebhookRequest = {
    body: SendJobRedrivenWebhookPayload;
    key: 'job.redriven';
    path?: never;
    query?: never;
};

export type SendAudiobookCreatedWebhookPayload = AudiobookWebhook;

export type SendAudiobookCreatedWebhookRequest = {
    body: SendAudiobookCreatedWebhookPayload;
    key: 'audiobook.created';
    path?: never;
    query?: never;
};

export type SendAudiobookUpdatedWebhookPayload = AudiobookWebhook;

export type SendAudiobookUpdatedWebhookRequest = {
    body: SendAudiobookUpdatedWebhookPayload;
    key: 'audiobook.updated';
    path?: never;
    query?: never;
};

export type SendAudiobookProcessingWebhookPayload = AudiobookWebhook;

export type SendAudiobookProcessingWebhookRequest = {
    body: SendAudiobookProcessingWebhookPayload;
    key: 'audiobook.processing';
    path?: never;
    query?: never;
};

export type SendAudiobookCompletedWebhookPayload = AudiobookWebhook;

export type SendAudiobookCompletedWebhookRequest = {
    body: SendAudiobookCompletedWebhookPayload;
    key: 'audiobook.completed';
    path?: never;
    query?: never;
};

export type SendAudiobookFailedWebhookPayload = AudiobookWebhook;

export type SendAudiobookFailedWebhookRequest = {
    body: SendAudiobookFailedWebhookPayload;
    key: 'audiobook.failed';
    path?: never;
    query?: never;
};

export type SendAudiobookDeletedWebhookPayload = AudiobookWebhook;

export type SendAudiobookDeletedWebhookRequest = {
    body: SendAudiobookDeletedWebhookPayload;
    key: 'audiobook.deleted';
    path?: never;
    query?: never;
};

export type SendUploadCreatedWebhookPayload = UploadWebhook;

export type SendUploadCreatedWebhookRequest = {
    body: SendUploadCreatedWebhookPayload;
    key: 'upload.created';
    path?: never;
    query?: never;
};

export type SendUploadProgressWebhookPayload = UploadWebhook;

export type SendUploadProgressWebhookRequest = {
    body: SendUploadProgressWebhookPayload;
    key: 'upload.progress';
    path?: never;
    query?: never;
};

export type SendUploadFileReceivedWebhookPayload = UploadWebhook;

export type SendUploadFileReceivedWebhookRequest = {
    body: SendUploadFileReceivedWebhookPayload;
    key: 'upload.file_received';
    path?: never;
    query?: never;
};

export type SendUploadCompletedWebhookPayload = UploadWebhook;

export type SendUploadCompletedWebhookRequest = {
    body: SendUploadCompletedWebhookPayload;
    key: 'upload.completed';
    path?: never;
    query?: never;
};

export type SendUploadFailedWebhookPayload = UploadWebhook;

export type SendUploadFailedWebhookRequest = {
    body: SendUploadFailedWebhookPayload;
    key: 'upload.failed';
    path?: never;
    query?: never;
};

export type SendUploadCancelledWebhookPayload = UploadWebhook;

export type SendUploadCancelledWebhookRequest = {
    body: SendUploadCancelledWebhookPayload;
    key: 'upload.cancelled';
    path?: never;
    query?: never;
};

export type SendUploadExpiredWebhookPayload = UploadWebhook;

export type SendUploadExpiredWebhookRequest = {
    body: SendUploadExpiredWebhookPayload;
    key: 'upload.expired';
    path?: never;
    query?: never;
};

export type SendUploadDeletedWebhookPayload = UploadWebhook;

export type SendUploadDeletedWebhookRequest = {
    body: SendUploadDeletedWebhookPayload;
    key: 'upload.deleted';
    path?: never;
    query?: never;
};

export type SendWebhookTestWebhookPayload = TestWebhook;

export type SendWebhookTestWebhookRequest = {
    body: SendWebhookTestWebhookPayload;
    key: 'webhook.test';
    path?: never;
    query?: never;
};
