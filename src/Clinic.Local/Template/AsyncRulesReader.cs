namespace Clinic.Local.Template;

/// <summary>A function's EventInvokeConfig, with Lambda's limits on its numbers.</summary>
internal static class AsyncRulesReader
{
    public static AsyncRules Read(Properties function, TemplateDocument document)
    {
        if (function.Section("EventInvokeConfig") is not { } config)
            return AsyncRules.Default;
        config.AllowOnly("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig");
        return new AsyncRules(
            config.Within("MaximumRetryAttempts", 0, 2) ?? AsyncRules.Default.RetryAttempts,
            config.Within("MaximumEventAgeInSeconds", 60, 21_600) is { } seconds ? TimeSpan.FromSeconds(seconds) : AsyncRules.Default.EventAge,
            FailureQueueReader.Read(config, document));
    }
}
