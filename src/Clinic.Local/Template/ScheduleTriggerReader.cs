using System.Globalization;
using System.Text.RegularExpressions;

namespace Clinic.Local.Template;

/// <summary>A function's event of type Schedule, of which the local host runs rates.</summary>
internal static partial class ScheduleTriggerReader
{
    public static ScheduleTrigger Read(Properties function, string id, Properties source)
    {
        source.AllowOnly("Schedule", "Name", "Description");
        var expression = source.RequiredText("Schedule");
        if (Rate().Match(expression) is not { Success: true } rate
            || !int.TryParse(rate.Groups[1].Value, CultureInfo.InvariantCulture, out var count) || count == 0)
            throw source.Error($"the local host runs schedules such as rate(5 minutes), not {expression}");
        return new ScheduleTrigger(function.Resource, id, rate.Groups[2].Value switch
        {
            "minute" => TimeSpan.FromMinutes(count),
            "hour" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        });
    }

    [GeneratedRegex(@"^rate\((\d{1,4}) (minute|hour|day)s?\)$")]
    private static partial Regex Rate();
}
