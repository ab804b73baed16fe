using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clinic.EndToEndTests.Robustness;

/// <summary>
/// Rules that a schema cannot say, by the field that a 400 names: only by one of these may a request be refused as malformed that is
/// valid by the document's schemas. Each is beside the words of the document that say it.
/// </summary>
internal static class DocumentedRules
{
    private static readonly (string Field, string Words)[] All =
    [
        ("nextToken", "a `nextToken` for the same query"),
        ("email", "Staff need an `email`, and so does an account with a `password`"),
        (@"record|gender|maritalStatus|birthDate|birthPlace|occupation|religion|children|childrenNote|emergencyContact|reminders|specialty|professionalLicence", "for staff or for patients only is refused of others"),
        (@"emergencyContact\.(name|phone)", "where there was none has a name and a phone"),
        (@"record\.thanatologistId", "an admin names the thanatologist in record.thanatologistId"),
        ("id|role", "The id and the role of a user never change"),
        (@"birthDate|children\[\d+\]\.birthDate|date", "No birth date and no session is of a day to come"),
        ("interventionType", "an `interventionType` is one of those of its `serviceType`"),
        ("reason", "needs a reason"),
        ("scopes", "Some of the caller's own scopes"),
        ("expiresAt", "nothing ends in the past"),
        ("from|to", "`to` is not before `from`"),
        ("from|to|timespan", "a timespan up to today, or from and to together"),
        ("to", "at most 5 years after the first"),
        ("to", "may leave the address out"),
        ("to|subject|body", "an SMS has a phone number in `to`, no `subject`, and at most 1,600 characters"),
        ("userId", "one of userId and thanatologistId is needed"),
        ("password", "With the password, or with passwordHash"),
        (@"(rules|exceptions)\[\d+\]\.to|rules\[\d+\]\.validTo", "hours end after they begin, and days are closed up to a day that is not before the first"),
        (@"exceptions\[\d+\]\.(from|note|place)", "closed days have a `note` and no hours, added hours have no note"),
        (@"rules\[\d+\]\.modes", "a way to meet is named once, or none"),
        ("timeZone|version", "`timeZone` and `version` may be repeated, not changed"),
        ("to", "Free times are asked for of at most 62 days"),
        ("userId|fromDraft", "In a draft `userId` is the patient of the address, if it is there, and there is no `fromDraft`"),
        ("attendees", "a group session names nobody twice, somebody arrived, and its texts fit together"),
        ("substitute|reason", "`substitute` and `reason` are for a colleague's patients alone"),
        ("weekdays|to|until", "In the waiting list `weekdays` are some of 1 to 7, each once, `to` is after `from`, and `until` is from today to ten years ahead"),
        ("minutes", "its query has `minutes` with `fits` alone"),
        (@"start|repeat\.(count|until|except)", "The start is ahead, by ten years at most; a series has a count or a last day"),
        ("date", "A loss is from 1900 on and of no day to come"),
        ("to", "anniversaries are asked for of at most 92 days"),
        ("due|assigneeId", "A task is due from 1900 to ten years ahead, and `assigneeId` is that of an active admin or of the record's thanatologist"),
        ("id", "As in the address; it may be left out"),
        (@"items\[\d+\]\.(id|options\[\d+\]\.value)", "An instrument names no item and no value of an item twice"),
        ("items", "at most 380 KB of JSON"),
        (@"bands\[\d+\]\.(from|to)", "its bands are over all scores that there can be, without a gap or an overlap"),
        (@"bands\[\d+\]\.(from|to)|reliableChange", "its numbers have two decimals at most"),
        (@"flags\[\d+\]\.(item|atLeast)", "its flags are of items and of values that it has"),
        ("maxMissing", "one item at least is always answered"),
        (@"instrument|version|at|answers(\..+)?", "An assessment is by an `instrument` and a `version` that there is, of no time to come, and its `answers` are values of that instrument's options"),
        ("answers", "more of them than maxMissing are refused"),
        ("due", "what is asked of a patient is due from today to a year ahead"),
        ("instrument", "The table and the chart are of one instrument"),
        ("X-Api-Key", "in exactly one of them"),
        ("currentPassword", "wrong current password"),
        ("code", "a code that is wrong names `code`"),
        ("newPassword|password", "is not among the most common ones"),
    ];

    /// <summary>Whether each field that the problem names has a rule that the document states.</summary>
    public static bool Explain(string words, JsonNode problem) =>
        problem["errors"] is JsonObject errors && errors.All(error => All.Any(rule => Regex.IsMatch(error.Key, $"^({rule.Field})$") && words.Contains(rule.Words, StringComparison.Ordinal)));
}
