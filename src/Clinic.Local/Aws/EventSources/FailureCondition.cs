namespace Clinic.Local.Aws.EventSources;

/// <summary>Why records were given up, in Lambda's words.</summary>
internal enum FailureCondition
{
    RetryAttemptsExhausted,
    RecordAgeExceeded,
}
