// Generated from openapi.yaml by `npm run client`; do not edit.

import { type Client, type ClientMeta, formDataBodySerializer, type Options as Options2, type RequestResult, type ServerSentEventsResult, type TDataShape } from './client/index.ts';
import type { AddUploadFileData, AddUploadFileErrors, AddUploadFileResponses, CancelJobData, CancelJobErrors, CancelJobResponses, CancelJobsData, CancelJobsErrors, CancelJobsResponses, CreateAudiobookData, CreateAudiobookErrors, CreateAudiobookResponses, CreateAudiobooksData, CreateAudiobooksErrors, CreateAudiobooksResponses, CreateBackupData, CreateBackupErrors, CreateBackupResponses, CreateUploadData, CreateUploadErrors, CreateUploadResponses, CreateWebhookData, CreateWebhookErrors, CreateWebhookResponses, DeleteAudiobookData, DeleteAudiobookErrors, DeleteAudiobookResponses, DeleteAudiobooksData, DeleteAudiobooksErrors, DeleteAudiobooksResponses, DeleteOwnerDataData, DeleteOwnerDataErrors, DeleteOwnerDataResponses, DeleteUploadData, DeleteUploadErrors, DeleteUploadResponses, DeleteWebhookData, DeleteWebhookErrors, DeleteWebhookResponses, EstimateAudiobookData, EstimateAudiobookErrors, EstimateAudiobookResponses, GetAudiobookData, GetAudiobookErrors, GetAudiobookResponses, GetChapterAudioData, GetChapterAudioErrors, GetChapterAudioResponses, GetChapterTranscriptData, GetChapterTranscriptErrors, GetChapterTranscriptResponses, GetCoverData, GetCoverErrors, GetCoverResponses, GetDeadLetterCountsData, GetDeadLetterCountsErrors, GetDeadLetterCountsResponses, GetDeadLetterData, GetDeadLetterErrors, GetDeadLetterResponses, GetHealthData, GetHealthErrors, GetHealthResponses, GetJobData, GetJobErrors, GetJobResponses, GetMetricsData, GetMetricsErrors, GetMetricsResponses, GetReadinessData, GetReadinessErrors, GetReadinessResponses, GetTranscriptData, GetTranscriptErrors, GetTranscriptResponses, GetUploadData, GetUploadErrors, GetUploadProgressData, GetUploadProgressErrors, GetUploadProgressResponses, GetUploadResponses, GetUsageData, GetUsageErrors, GetUsageResponses, GetWebhookData, GetWebhookDeliveryData, GetWebhookDeliveryErrors, GetWebhookDeliveryResponses, GetWebhookErrors, GetWebhookResponses, ListAudiobookJobsData, ListAudiobookJobsErrors, ListAudiobookJobsResponses, ListAudiobooksData, ListAudiobooksErrors, ListAudiobooksResponses, ListAuditLogData, ListAuditLogErrors, ListAuditLogResponses, ListChaptersData, ListChaptersErrors, ListChaptersResponses, ListDeadLettersData, ListDeadLettersErrors, ListDeadLettersResponses, ListJobsData, ListJobsErrors, ListJobsResponses, ListQueuesData, ListQueuesErrors, ListQueuesResponses, ListUploadsData, ListUploadsErrors, ListUploadsResponses, ListWebhookDeliveriesData, ListWebhookDeliveriesErrors, ListWebhookDeliveriesResponses, ListWebhooksData, ListWebhooksErrors, ListWebhooksResponses, PauseQueueData, PauseQueueErrors, PauseQueueResponses, ReceiveRevAiNewsData, ReceiveRevAiNewsErrors, ReceiveRevAiNewsResponses, ReembedBooksData, ReembedBooksErrors, ReembedBooksResponses, RenewClaimsData, RenewClaimsErrors, RenewClaimsResponses, ReplayWebhookDeliveriesData, ReplayWebhookDeliveriesErrors, ReplayWebhookDeliveriesResponses, ReplayWebhookDeliveryData, ReplayWebhookDeliveryErrors, ReplayWebhookDeliveryResponses, ReportJobData, ReportJobErrors, ReportJobResponses, ReportJobsData, ReportJobsErrors, ReportJobsResponses, ReprocessAudiobookData, ReprocessAudiobookErrors, ReprocessAudiobookResponses, ReprocessAudiobooksData, ReprocessAudiobooksErrors, ReprocessAudiobooksResponses, ResumeQueueData, ResumeQueueErrors, ResumeQueueResponses, RetryJobData, RetryJobErrors, RetryJobResponses, RetryJobsData, RetryJobsErrors, RetryJobsResponses, RotateWebhookSecretData, RotateWebhookSecretErrors, RotateWebhookSecretResponses, SearchData, SearchErrors, SearchResponses, SetJobPriorityData, SetJobPriorityErrors, SetJobPriorityResponses, StreamAudiobookEventsData, StreamAudiobookEventsErrors, StreamAudiobookEventsResponse, StreamAudiobookEventsResponses, StreamEventsData, StreamEventsErrors, StreamEventsResponse, StreamEventsResponses, StreamUploadEventsData, StreamUploadEventsErrors, StreamUploadEventsResponse, StreamUploadEventsResponses, TestWebhookData, TestWebhookErrors, TestWebhookResponses, UpdateAudiobookData, UpdateAudiobookErrors, UpdateAudiobookResponses, UpdateWebhookData, UpdateWebhookErrors, UpdateWebhookResponses } from './types.gen.ts';

export type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options2<TData, ThrowOnError, TResponse> & {
    /**
     * You can provide a client instance returned by `createClient()` instead of
     * individual options. This might be also useful if you want to implement a
     * custom client.
     */
    client: Client;
    /**
     * You can pass arbitrary values through the `meta` object. This can be
     * used to access values that aren't defined as part of the SDK function.
     */
    meta?: keyof ClientMeta extends never ? Record<string, unknown> : ClientMeta;
};

/**
 * List uploads
 *
 * Newest first. A static admin token sees all, a Supabase user what it owns.
 */
export const listUploads = <ThrowOnError extends boolean = true>(options: Options<ListUploadsData, ThrowOnError>): RequestResult<ListUploadsResponses, ListUploadsErrors, ThrowOnError, 'data'> => options.client.get<ListUploadsResponses, ListUploadsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/uploads',
    ...options
});

/**
 * Open an upload
 *
 * A session that takes the files of one audiobook. It expires when nothing is sent for 24 hours.
 */
export const createUpload = <ThrowOnError extends boolean = true>(options: Options<CreateUploadData, ThrowOnError>): RequestResult<CreateUploadResponses, CreateUploadErrors, ThrowOnError, 'data'> => options.client.post<CreateUploadResponses, CreateUploadErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/uploads',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Cancel or remove an upload
 *
 * An unfinished upload is cancelled and stays visible as such; one that has ended is removed. Its files go in both cases. An upload that became an audiobook is in use (409) and goes with its book.
 */
export const deleteUpload = <ThrowOnError extends boolean = true>(options: Options<DeleteUploadData, ThrowOnError>): RequestResult<DeleteUploadResponses, DeleteUploadErrors, ThrowOnError, 'data'> => options.client.delete<DeleteUploadResponses, DeleteUploadErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/uploads/{upload_id}',
    ...options
});

/**
 * An upload with its files
 *
 * Each stored file with what it says of itself: title, author, narrator, duration, chapter marks.
 */
export const getUpload = <ThrowOnError extends boolean = true>(options: Options<GetUploadData, ThrowOnError>): RequestResult<GetUploadResponses, GetUploadErrors, ThrowOnError, 'data'> => options.client.get<GetUploadResponses, GetUploadErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/uploads/{upload_id}',
    ...options
});

/**
 * How far an upload has come
 *
 * Moves while a file is being received.
 */
export const getUploadProgress = <ThrowOnError extends boolean = true>(options: Options<GetUploadProgressData, ThrowOnError>): RequestResult<GetUploadProgressResponses, GetUploadProgressErrors, ThrowOnError, 'data'> => options.client.get<GetUploadProgressResponses, GetUploadProgressErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/uploads/{upload_id}/progress',
    ...options
});

/**
 * Send a file
 *
 * The file is stored as it arrives and checked by name and content; limits apply while it streams. The last file completes the upload. Repeating a request with its `Idempotency-Key` answers the stored file and reads nothing; 409 with `Retry-After` while the first one is still being received, or was, by a process that was lost less than 30 s ago.
 */
export const addUploadFile = <ThrowOnError extends boolean = true>(options: Options<AddUploadFileData, ThrowOnError>): RequestResult<AddUploadFileResponses, AddUploadFileErrors, ThrowOnError, 'data'> => options.client.post<AddUploadFileResponses, AddUploadFileErrors, ThrowOnError, 'data'>({
    ...formDataBodySerializer,
    responseStyle: 'data',
    url: '/api/v1/admin/uploads/{upload_id}/files',
    ...options,
    headers: {
        'Content-Type': null,
        ...options.headers
    }
});

/**
 * List audiobooks
 *
 * A static admin token sees all, a Supabase user what it owns.
 */
export const listAudiobooks = <ThrowOnError extends boolean = true>(options: Options<ListAudiobooksData, ThrowOnError>): RequestResult<ListAudiobooksResponses, ListAudiobooksErrors, ThrowOnError, 'data'> => options.client.get<ListAudiobooksResponses, ListAudiobooksErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks',
    ...options
});

/**
 * Make an audiobook from a completed upload
 *
 * Starts its processing. Title, author, narrator, description and language default to what the files say; title and author are needed when the files do not name them. The language defaults to `en`.
 */
export const createAudiobook = <ThrowOnError extends boolean = true>(options: Options<CreateAudiobookData, ThrowOnError>): RequestResult<CreateAudiobookResponses, CreateAudiobookErrors, ThrowOnError, 'data'> => options.client.post<CreateAudiobookResponses, CreateAudiobookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Make many audiobooks, each of a completed upload
 *
 * As `createAudiobook` does for one, up to 100; each item succeeds or fails by itself. Repeating the call with its `Idempotency-Key` answers what was made, and tries again what failed.
 */
export const createAudiobooks = <ThrowOnError extends boolean = true>(options: Options<CreateAudiobooksData, ThrowOnError>): RequestResult<CreateAudiobooksResponses, CreateAudiobooksErrors, ThrowOnError, 'data'> => options.client.post<CreateAudiobooksResponses, CreateAudiobooksErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/batch',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete all books that match
 *
 * As `deleteAudiobook` does for one, the newest first. Without any filter: 400 `filter_needed`, and nothing is deleted.
 */
export const deleteAudiobooks = <ThrowOnError extends boolean = true>(options: Options<DeleteAudiobooksData, ThrowOnError>): RequestResult<DeleteAudiobooksResponses, DeleteAudiobooksErrors, ThrowOnError, 'data'> => options.client.post<DeleteAudiobooksResponses, DeleteAudiobooksErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/delete',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Send stages of all books that match round again
 *
 * As `reprocessAudiobook` does for one, the newest first. A book of which jobs are under way is `busy` and left alone when `force` is asked for; the others go on.
 */
export const reprocessAudiobooks = <ThrowOnError extends boolean = true>(options: Options<ReprocessAudiobooksData, ThrowOnError>): RequestResult<ReprocessAudiobooksResponses, ReprocessAudiobooksErrors, ThrowOnError, 'data'> => options.client.post<ReprocessAudiobooksResponses, ReprocessAudiobooksErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/reprocess',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Send stages of a book round again
 *
 * Transcribe, summarize, tag, embed: any of them. What earlier runs made stays readable until it is replaced. With `force` no job of the book may be under way: 409 `audiobook_processing`.
 */
export const reprocessAudiobook = <ThrowOnError extends boolean = true>(options: Options<ReprocessAudiobookData, ThrowOnError>): RequestResult<ReprocessAudiobookResponses, ReprocessAudiobookErrors, ThrowOnError, 'data'> => options.client.post<ReprocessAudiobookResponses, ReprocessAudiobookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}/reprocess',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What a book would cost, and when it would be done
 *
 * Of a finished upload, or of lengths alone. By list prices and by what the engines were seen to do; `assumptions` says what it rests on. Nothing is started. What was billed in the end is in `usage` of the audiobook.
 */
export const estimateAudiobook = <ThrowOnError extends boolean = true>(options: Options<EstimateAudiobookData, ThrowOnError>): RequestResult<EstimateAudiobookResponses, EstimateAudiobookErrors, ThrowOnError, 'data'> => options.client.post<EstimateAudiobookResponses, EstimateAudiobookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/estimate',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete an audiobook
 *
 * With its upload, files, jobs, transcripts and all that was made from them. Work on it stops.
 */
export const deleteAudiobook = <ThrowOnError extends boolean = true>(options: Options<DeleteAudiobookData, ThrowOnError>): RequestResult<DeleteAudiobookResponses, DeleteAudiobookErrors, ThrowOnError, 'data'> => options.client.delete<DeleteAudiobookResponses, DeleteAudiobookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}',
    ...options
});

/**
 * An audiobook with its chapters, summary and tags
 *
 * What is not made yet is null or empty; a book of several files has an early summary first.
 */
export const getAudiobook = <ThrowOnError extends boolean = true>(options: Options<GetAudiobookData, ThrowOnError>): RequestResult<GetAudiobookResponses, GetAudiobookErrors, ThrowOnError, 'data'> => options.client.get<GetAudiobookResponses, GetAudiobookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}',
    ...options
});

/**
 * Edit an audiobook
 *
 * Fields that are left out stay as they are; null empties those that may be empty. A priority is also that of the book's jobs that have not completed: those that wait move at once.
 */
export const updateAudiobook = <ThrowOnError extends boolean = true>(options: Options<UpdateAudiobookData, ThrowOnError>): RequestResult<UpdateAudiobookResponses, UpdateAudiobookErrors, ThrowOnError, 'data'> => options.client.put<UpdateAudiobookResponses, UpdateAudiobookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * How far processing is
 *
 * The jobs of an audiobook in the order in which they were planned.
 */
export const listAudiobookJobs = <ThrowOnError extends boolean = true>(options: Options<ListAudiobookJobsData, ThrowOnError>): RequestResult<ListAudiobookJobsResponses, ListAudiobookJobsErrors, ThrowOnError, 'data'> => options.client.get<ListAudiobookJobsResponses, ListAudiobookJobsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}/jobs',
    ...options
});

/**
 * The cover found in the audio file
 *
 * Not the one that `cover_image_url` names.
 */
export const getCover = <ThrowOnError extends boolean = true>(options: Options<GetCoverData, ThrowOnError>): RequestResult<GetCoverResponses, GetCoverErrors, ThrowOnError, 'data'> => options.client.get<GetCoverResponses, GetCoverErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}/cover',
    ...options
});

/**
 * The audio file that holds a chapter
 *
 * The file as it was uploaded. In a book of one file that is the whole book; the chapter starts at `X-Chapter-Start-Seconds` in it. Takes one byte range.
 */
export const getChapterAudio = <ThrowOnError extends boolean = true>(options: Options<GetChapterAudioData, ThrowOnError>): RequestResult<GetChapterAudioResponses, GetChapterAudioErrors, ThrowOnError, 'data'> => options.client.get<GetChapterAudioResponses, GetChapterAudioErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}/chapters/{number}/audio',
    ...options
});

/**
 * Transcript of the whole book, or of one chapter
 *
 * Words with their times as JSON, captions as WebVTT or SubRip, or plain text. The whole book has the chapters that are transcribed so far; in JSON `missing_chapters` names the others. With `chapter`, times count from the start of that chapter.
 */
export const getTranscript = <ThrowOnError extends boolean = true>(options: Options<GetTranscriptData, ThrowOnError>): RequestResult<GetTranscriptResponses, GetTranscriptErrors, ThrowOnError, 'data'> => options.client.get<GetTranscriptResponses, GetTranscriptErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}/transcript',
    ...options
});

/**
 * Chapters of an audiobook
 *
 * With their place in the book, and whether they are transcribed. As JSON Chapters 1.2 for podcast players with `Accept: application/json+chapters` or `format=json-chapters`.
 */
export const listChapters = <ThrowOnError extends boolean = true>(options: Options<ListChaptersData, ThrowOnError>): RequestResult<ListChaptersResponses, ListChaptersErrors, ThrowOnError, 'data'> => options.client.get<ListChaptersResponses, ListChaptersErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}/chapters',
    ...options
});

/**
 * Transcript of one chapter
 *
 * Times count from the start of the chapter.
 */
export const getChapterTranscript = <ThrowOnError extends boolean = true>(options: Options<GetChapterTranscriptData, ThrowOnError>): RequestResult<GetChapterTranscriptResponses, GetChapterTranscriptErrors, ThrowOnError, 'data'> => options.client.get<GetChapterTranscriptResponses, GetChapterTranscriptErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}/chapters/{number}/transcript',
    ...options
});

/**
 * Find what was said
 *
 * Best first; every hit tells the book, the chapter and the second.
 */
export const search = <ThrowOnError extends boolean = true>(options: Options<SearchData, ThrowOnError>): RequestResult<SearchResponses, SearchErrors, ThrowOnError, 'data'> => options.client.get<SearchResponses, SearchErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/search',
    ...options
});

/**
 * Jobs, newest first
 *
 * Of all books that the caller sees. With `status=failed` these are the dead letters.
 */
export const listJobs = <ThrowOnError extends boolean = true>(options: Options<ListJobsData, ThrowOnError>): RequestResult<ListJobsResponses, ListJobsErrors, ThrowOnError, 'data'> => options.client.get<ListJobsResponses, ListJobsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs',
    ...options
});

/**
 * A job with all its failures
 *
 * Its state, what it waits for and every failure so far.
 */
export const getJob = <ThrowOnError extends boolean = true>(options: Options<GetJobData, ThrowOnError>): RequestResult<GetJobResponses, GetJobErrors, ThrowOnError, 'data'> => options.client.get<GetJobResponses, GetJobErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/{job_id}',
    ...options
});

/**
 * Send all jobs that match round again
 *
 * As `retryJob` does for one. An empty object takes all dead letters, up to `limit`; the filters are those of `listDeadLetters`.
 */
export const retryJobs = <ThrowOnError extends boolean = true>(options: Options<RetryJobsData, ThrowOnError>): RequestResult<RetryJobsResponses, RetryJobsErrors, ThrowOnError, 'data'> => options.client.post<RetryJobsResponses, RetryJobsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/retry',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Cancel all jobs that match
 *
 * As `cancelJob` does for one, the newest first. Without any filter: 400 `filter_needed`, and nothing is cancelled.
 */
export const cancelJobs = <ThrowOnError extends boolean = true>(options: Options<CancelJobsData, ThrowOnError>): RequestResult<CancelJobsResponses, CancelJobsErrors, ThrowOnError, 'data'> => options.client.post<CancelJobsResponses, CancelJobsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Embed books anew after the embedding model was changed
 *
 * Vectors of different models are never compared, so the search by meaning does not see a book until it has vectors of the configured model. Each such book gets an embed job; asking twice makes no second one. A book with a failed embed job is left to `retryJob`.
 */
export const reembedBooks = <ThrowOnError extends boolean = true>(options: Options<ReembedBooksData, ThrowOnError>): RequestResult<ReembedBooksResponses, ReembedBooksErrors, ThrowOnError, 'data'> => options.client.post<ReembedBooksResponses, ReembedBooksErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/reembed',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Send a failed or cancelled job round again
 *
 * With all its attempts and with what it saved before. Jobs that were cancelled because of it come back too, and so does what it waits for itself if that failed or was cancelled. Its book is processing again. A job that is pending, processing or completed: 409 `job_not_retryable`.
 */
export const retryJob = <ThrowOnError extends boolean = true>(options: Options<RetryJobData, ThrowOnError>): RequestResult<RetryJobResponses, RetryJobErrors, ThrowOnError, 'data'> => options.client.post<RetryJobResponses, RetryJobErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/{job_id}/retry',
    ...options
});

/**
 * Cancel a job
 *
 * With the jobs that wait for it. Work under way stops at its next heartbeat, within seconds, and nothing of it is accepted from now on. A retry brings the job back, and what was cancelled with it. Repeating it is answered alike; a job that completed or failed: 409 `job_not_cancellable`.
 */
export const cancelJob = <ThrowOnError extends boolean = true>(options: Options<CancelJobData, ThrowOnError>): RequestResult<CancelJobResponses, CancelJobErrors, ThrowOnError, 'data'> => options.client.post<CancelJobResponses, CancelJobErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/{job_id}/cancel',
    ...options
});

/**
 * Let a job go earlier or later
 *
 * A job that waits moves at once; one that runs goes on, and has the new priority if it must wait again; a failed or cancelled one has it when it is retried. Completed: 409 `job_completed`. The priority of a whole book: `updateAudiobook`.
 */
export const setJobPriority = <ThrowOnError extends boolean = true>(options: Options<SetJobPriorityData, ThrowOnError>): RequestResult<SetJobPriorityResponses, SetJobPriorityErrors, ThrowOnError, 'data'> => options.client.post<SetJobPriorityResponses, SetJobPriorityErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/{job_id}/priority',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Report on a job
 *
 * What a worker tells of a job that it claims or holds. Every report but `start` names the epoch of its claim. A claim that no longer holds is answered 409 `stale_report`: stop the work. Repeating an accepted report is accepted. Takes the worker token and no other.
 */
export const reportJob = <ThrowOnError extends boolean = true>(options: Options<ReportJobData, ThrowOnError>): RequestResult<ReportJobResponses, ReportJobErrors, ThrowOnError, 'data'> => options.client.post<ReportJobResponses, ReportJobErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/{job_id}/status',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Report on several jobs
 *
 * The same as `POST /admin/jobs/{job_id}/status` for each of them, in one call: each is accepted or refused by itself, in no order among them. Takes the worker token and no other.
 */
export const reportJobs = <ThrowOnError extends boolean = true>(options: Options<ReportJobsData, ThrowOnError>): RequestResult<ReportJobsResponses, ReportJobsErrors, ThrowOnError, 'data'> => options.client.post<ReportJobsResponses, ReportJobsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/reports',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Keep claims alive
 *
 * Renews the leases of all claims of a worker in one call. A claim that is not among the stale ones holds for another lease. Takes the worker token and no other.
 */
export const renewClaims = <ThrowOnError extends boolean = true>(options: Options<RenewClaimsData, ThrowOnError>): RequestResult<RenewClaimsResponses, RenewClaimsErrors, ThrowOnError, 'data'> => options.client.post<RenewClaimsResponses, RenewClaimsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/jobs/heartbeats',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Jobs that failed for good, and what to do about them
 *
 * Those made last first. Each with its book, every failure, what it saved, and a suggested action. `retryJobs` takes the same filters and sends them round again.
 */
export const listDeadLetters = <ThrowOnError extends boolean = true>(options: Options<ListDeadLettersData, ThrowOnError>): RequestResult<ListDeadLettersResponses, ListDeadLettersErrors, ThrowOnError, 'data'> => options.client.get<ListDeadLettersResponses, ListDeadLettersErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/dead-letters',
    ...options
});

/**
 * How many jobs failed alike
 *
 * By type of job, kind and code of the failure, with what to do about each. Filters as in `listDeadLetters`.
 */
export const getDeadLetterCounts = <ThrowOnError extends boolean = true>(options: Options<GetDeadLetterCountsData, ThrowOnError>): RequestResult<GetDeadLetterCountsResponses, GetDeadLetterCountsErrors, ThrowOnError, 'data'> => options.client.get<GetDeadLetterCountsResponses, GetDeadLetterCountsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/dead-letters/counts',
    ...options
});

/**
 * A job that failed for good, and what to do about it
 *
 * A job that did not fail for good, or was retried since: 404 `dead_letter_not_found`.
 */
export const getDeadLetter = <ThrowOnError extends boolean = true>(options: Options<GetDeadLetterData, ThrowOnError>): RequestResult<GetDeadLetterResponses, GetDeadLetterErrors, ThrowOnError, 'data'> => options.client.get<GetDeadLetterResponses, GetDeadLetterErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/dead-letters/{job_id}',
    ...options
});

/**
 * The queues: what waits, what runs, what is paused
 *
 * One a type of jobs. Jobs of all owners are counted, as they share the queues.
 */
export const listQueues = <ThrowOnError extends boolean = true>(options: Options<ListQueuesData, ThrowOnError>): RequestResult<ListQueuesResponses, ListQueuesErrors, ThrowOnError, 'data'> => options.client.get<ListQueuesResponses, ListQueuesErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/queues',
    ...options
});

/**
 * Start no more jobs of a type
 *
 * In no process, until `resumeQueue`; jobs that run go on. It outlives restarts, and the loss of the queue. Only a static admin token may do this, for all owners share the queues: 403 `not_for_owners`. Repeating it is answered alike.
 */
export const pauseQueue = <ThrowOnError extends boolean = true>(options: Options<PauseQueueData, ThrowOnError>): RequestResult<PauseQueueResponses, PauseQueueErrors, ThrowOnError, 'data'> => options.client.post<PauseQueueResponses, PauseQueueErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/queues/{job_type}/pause',
    ...options
});

/**
 * Start jobs of a paused type again
 *
 * What waited is started at once. Only a static admin token may do this: 403 `not_for_owners`. Repeating it is answered alike.
 */
export const resumeQueue = <ThrowOnError extends boolean = true>(options: Options<ResumeQueueData, ThrowOnError>): RequestResult<ResumeQueueResponses, ResumeQueueErrors, ThrowOnError, 'data'> => options.client.post<ResumeQueueResponses, ResumeQueueErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/queues/{job_type}/resume',
    ...options
});

/**
 * What happens, as it happens
 *
 * Server-sent events. Every change is told once and in order, after it was committed. A client that reconnects sends the last `id` that it got as `Last-Event-ID`, and misses nothing; when what it missed is not kept any more, it gets a `reset`. Comments come as heartbeats, with an `id`. The stream ends when the token expires or the server closes. See docs/realtime.md. Of all uploads, audiobooks and jobs that the caller may see.
 */
export const streamEvents = <ThrowOnError extends boolean = true>(options: Options<StreamEventsData, ThrowOnError, StreamEventsResponse>): Promise<ServerSentEventsResult<StreamEventsResponses>> => options.client.sse.get<StreamEventsResponses, StreamEventsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/events',
    ...options
});

/**
 * What happens to an audiobook and its jobs, as it happens
 *
 * Server-sent events. Every change is told once and in order, after it was committed. A client that reconnects sends the last `id` that it got as `Last-Event-ID`, and misses nothing; when what it missed is not kept any more, it gets a `reset`. Comments come as heartbeats, with an `id`. The stream ends when the token expires or the server closes. See docs/realtime.md. A new stream begins with a `snapshot`; what happened meanwhile may be told again after it.
 */
export const streamAudiobookEvents = <ThrowOnError extends boolean = true>(options: Options<StreamAudiobookEventsData, ThrowOnError, StreamAudiobookEventsResponse>): Promise<ServerSentEventsResult<StreamAudiobookEventsResponses>> => options.client.sse.get<StreamAudiobookEventsResponses, StreamAudiobookEventsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audiobooks/{audiobook_id}/events',
    ...options
});

/**
 * What happens to an upload, as it happens
 *
 * Server-sent events. Every change is told once and in order, after it was committed. A client that reconnects sends the last `id` that it got as `Last-Event-ID`, and misses nothing; when what it missed is not kept any more, it gets a `reset`. Comments come as heartbeats, with an `id`. The stream ends when the token expires or the server closes. See docs/realtime.md. A new stream begins with a `snapshot`; bytes are told by the whole percent.
 */
export const streamUploadEvents = <ThrowOnError extends boolean = true>(options: Options<StreamUploadEventsData, ThrowOnError, StreamUploadEventsResponse>): Promise<ServerSentEventsResult<StreamUploadEventsResponses>> => options.client.sse.get<StreamUploadEventsResponses, StreamUploadEventsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/uploads/{upload_id}/events',
    ...options
});

/**
 * What providers billed in a range of time
 *
 * Of the caller's books, deleted ones too; a static admin token sees all. At most 366 days and 1000 rows. Groups that were not asked for are null.
 */
export const getUsage = <ThrowOnError extends boolean = true>(options: Options<GetUsageData, ThrowOnError>): RequestResult<GetUsageResponses, GetUsageErrors, ThrowOnError, 'data'> => options.client.get<GetUsageResponses, GetUsageErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/usage',
    ...options
});

/**
 * What admins did, newest first
 *
 * Every call that changes something, by whom, to what and how it ended; kept for AUDIT_KEEP_DAYS. A static admin token sees all of it, other callers what they did themselves.
 */
export const listAuditLog = <ThrowOnError extends boolean = true>(options: Options<ListAuditLogData, ThrowOnError>): RequestResult<ListAuditLogResponses, ListAuditLogErrors, ThrowOnError, 'data'> => options.client.get<ListAuditLogResponses, ListAuditLogErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/audit',
    ...options
});

/**
 * A backup of everything, while the server runs
 *
 * For a server that keeps its data itself, in DATA_DIR: a tar archive of the database, the audio files and the admin token as they are at one moment, with the checksum of each file in `manifest.json` at its end; an archive without it was cut off. `chapterwise restore` takes it. It holds every secret of the system. Queries wait while the database is copied; then everything goes on while the archive is sent. One at a time: 409 `backup_in_progress`. Only a static admin token may do this: 403 `backup_not_for_owners`. With a PostgreSQL server there is nothing to send: 409 `backup_kept_elsewhere`.
 */
export const createBackup = <ThrowOnError extends boolean = true>(options: Options<CreateBackupData, ThrowOnError>): RequestResult<CreateBackupResponses, CreateBackupErrors, ThrowOnError, 'data'> => options.client.post<CreateBackupResponses, CreateBackupErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/backups',
    ...options
});

/**
 * Delete everything of an owner
 *
 * Books with their audio, transcripts, summaries, tags, vectors and jobs, uploads, and webhooks. Jobs that run are stopped: their workers are refused at their next report. At most 100 books and as many uploads a call: ask again while `has_more` is true. A file that is being received just now is left for a later call. Stored objects go within minutes. What remains is what providers billed (numbers, no content), and events until `EVENTS_KEEP_HOURS` have passed. Only a static admin token may do this: 403 `owner_not_yours`. Repeating it, or naming an owner that has nothing, deletes nothing.
 */
export const deleteOwnerData = <ThrowOnError extends boolean = true>(options: Options<DeleteOwnerDataData, ThrowOnError>): RequestResult<DeleteOwnerDataResponses, DeleteOwnerDataErrors, ThrowOnError, 'data'> => options.client.delete<DeleteOwnerDataResponses, DeleteOwnerDataErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/owners/{owner_id}/data',
    ...options
});

/**
 * News from Rev.ai
 *
 * Called by Rev.ai when a job has ended. It only makes the job due: what became of it is asked of Rev.ai. Anything but 200 is delivered again every 30 minutes for a day, so news of jobs that are gone are answered 200 too.
 */
export const receiveRevAiNews = <ThrowOnError extends boolean = true>(options: Options<ReceiveRevAiNewsData, ThrowOnError>): RequestResult<ReceiveRevAiNewsResponses, ReceiveRevAiNewsErrors, ThrowOnError, 'data'> => options.client.post<ReceiveRevAiNewsResponses, ReceiveRevAiNewsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/webhooks/revai',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List webhooks
 *
 * Newest first, without their secrets. A static admin token sees all, a Supabase user its own.
 */
export const listWebhooks = <ThrowOnError extends boolean = true>(options: Options<ListWebhooksData, ThrowOnError>): RequestResult<ListWebhooksResponses, ListWebhooksErrors, ThrowOnError, 'data'> => options.client.get<ListWebhooksResponses, ListWebhooksErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks',
    ...options
});

/**
 * Be told of events
 *
 * A Supabase user is told of what its own books and uploads do, a static admin token of everything. What is sent stands under `webhooks`. The secret that signs it is answered here and never again, but to a repetition with the same `Idempotency-Key`.
 */
export const createWebhook = <ThrowOnError extends boolean = true>(options: Options<CreateWebhookData, ThrowOnError>): RequestResult<CreateWebhookResponses, CreateWebhookErrors, ThrowOnError, 'data'> => options.client.post<CreateWebhookResponses, CreateWebhookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Remove a webhook
 *
 * With its secret and its deliveries. What is being sent in this moment may still arrive.
 */
export const deleteWebhook = <ThrowOnError extends boolean = true>(options: Options<DeleteWebhookData, ThrowOnError>): RequestResult<DeleteWebhookResponses, DeleteWebhookErrors, ThrowOnError, 'data'> => options.client.delete<DeleteWebhookResponses, DeleteWebhookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks/{webhook_id}',
    ...options
});

/**
 * A webhook and how it fares
 *
 * Without its secret.
 */
export const getWebhook = <ThrowOnError extends boolean = true>(options: Options<GetWebhookData, ThrowOnError>): RequestResult<GetWebhookResponses, GetWebhookErrors, ThrowOnError, 'data'> => options.client.get<GetWebhookResponses, GetWebhookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks/{webhook_id}',
    ...options
});

/**
 * Edit, switch off or resume a webhook
 *
 * Fields that are left out stay as they are. `active: true` resumes one that is paused or gone, and what waited for it is sent; `active: false` keeps what waits, and nothing of what happens from now on.
 */
export const updateWebhook = <ThrowOnError extends boolean = true>(options: Options<UpdateWebhookData, ThrowOnError>): RequestResult<UpdateWebhookResponses, UpdateWebhookErrors, ThrowOnError, 'data'> => options.client.patch<UpdateWebhookResponses, UpdateWebhookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks/{webhook_id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Replace the secret of a webhook
 *
 * What is sent carries the signatures of both secrets until the overlap ends, so that the receiver can change in between.
 */
export const rotateWebhookSecret = <ThrowOnError extends boolean = true>(options: Options<RotateWebhookSecretData, ThrowOnError>): RequestResult<RotateWebhookSecretResponses, RotateWebhookSecretErrors, ThrowOnError, 'data'> => options.client.post<RotateWebhookSecretResponses, RotateWebhookSecretErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks/{webhook_id}/rotate-secret',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Send a test event
 *
 * Also to a webhook that is not active. `getWebhookDelivery` tells what became of it.
 */
export const testWebhook = <ThrowOnError extends boolean = true>(options: Options<TestWebhookData, ThrowOnError>): RequestResult<TestWebhookResponses, TestWebhookErrors, ThrowOnError, 'data'> => options.client.post<TestWebhookResponses, TestWebhookErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks/{webhook_id}/test',
    ...options
});

/**
 * What was sent to a webhook
 *
 * Newest first, with how the last attempt of each ended. They are kept for 30 days by default.
 */
export const listWebhookDeliveries = <ThrowOnError extends boolean = true>(options: Options<ListWebhookDeliveriesData, ThrowOnError>): RequestResult<ListWebhookDeliveriesResponses, ListWebhookDeliveriesErrors, ThrowOnError, 'data'> => options.client.get<ListWebhookDeliveriesResponses, ListWebhookDeliveriesErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks/{webhook_id}/deliveries',
    ...options
});

/**
 * What became of a delivery
 *
 * With what was sent, and what the receiver answered.
 */
export const getWebhookDelivery = <ThrowOnError extends boolean = true>(options: Options<GetWebhookDeliveryData, ThrowOnError>): RequestResult<GetWebhookDeliveryResponses, GetWebhookDeliveryErrors, ThrowOnError, 'data'> => options.client.get<GetWebhookDeliveryResponses, GetWebhookDeliveryErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks/{webhook_id}/deliveries/{delivery_id}',
    ...options
});

/**
 * Send an event again
 *
 * Under the same `webhook-id`, with all attempts before it. One that waits is sent now.
 */
export const replayWebhookDelivery = <ThrowOnError extends boolean = true>(options: Options<ReplayWebhookDeliveryData, ThrowOnError>): RequestResult<ReplayWebhookDeliveryResponses, ReplayWebhookDeliveryErrors, ThrowOnError, 'data'> => options.client.post<ReplayWebhookDeliveryResponses, ReplayWebhookDeliveryErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks/{webhook_id}/deliveries/{delivery_id}/replay',
    ...options
});

/**
 * Send everything since a time again
 *
 * Of the deliveries that are kept. Receivers know by `webhook-id` what they had before. What happened while the webhook was inactive was not kept for it.
 */
export const replayWebhookDeliveries = <ThrowOnError extends boolean = true>(options: Options<ReplayWebhookDeliveriesData, ThrowOnError>): RequestResult<ReplayWebhookDeliveriesResponses, ReplayWebhookDeliveriesErrors, ThrowOnError, 'data'> => options.client.post<ReplayWebhookDeliveriesResponses, ReplayWebhookDeliveriesErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/api/v1/admin/webhooks/{webhook_id}/replay',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Is the process alive?
 *
 * Answers as long as the process does; says nothing of the services that it needs.
 */
export const getHealth = <ThrowOnError extends boolean = true>(options: Options<GetHealthData, ThrowOnError>): RequestResult<GetHealthResponses, GetHealthErrors, ThrowOnError, 'data'> => options.client.get<GetHealthResponses, GetHealthErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/healthz',
    ...options
});

/**
 * Can jobs run now?
 *
 * Checks the database, the storage, the queue and the engines.
 */
export const getReadiness = <ThrowOnError extends boolean = true>(options: Options<GetReadinessData, ThrowOnError>): RequestResult<GetReadinessResponses, GetReadinessErrors, ThrowOnError, 'data'> => options.client.get<GetReadinessResponses, GetReadinessErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/readyz',
    ...options
});

/**
 * Metrics for Prometheus
 *
 * Requests, jobs, queue, providers, uploads, database and process: docs/metrics.md lists them.
 */
export const getMetrics = <ThrowOnError extends boolean = true>(options: Options<GetMetricsData, ThrowOnError>): RequestResult<GetMetricsResponses, GetMetricsErrors, ThrowOnError, 'data'> => options.client.get<GetMetricsResponses, GetMetricsErrors, ThrowOnError, 'data'>({
    responseStyle: 'data',
    url: '/metrics',
    ...options
});
