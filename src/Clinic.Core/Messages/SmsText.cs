using System.Buffers;

namespace Clinic.Core.Messages;

/// <summary>
/// What a text is as an SMS (3GPP TS 23.038 and 23.040): 160 characters of the GSM 7-bit default alphabet or 70 of UTF-16 in one segment,
/// 153 or 67 in each of several.
/// </summary>
public static class SmsText
{
    private static readonly SearchValues<char> Basic = SearchValues.Create(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");

    /// <summary>Each takes the place of two.</summary>
    private static readonly SearchValues<char> Extension = SearchValues.Create("\f^{}\\[~]|€");

    /// <summary>Whether the default alphabet has every character; á, í, ó and ú are not in it.</summary>
    public static bool IsGsm7(string text) => text.All(letter => Basic.Contains(letter) || Extension.Contains(letter));

    public static int Segments(string text)
    {
        var isGsm7 = IsGsm7(text);
        int[] widths = isGsm7
            ? [.. text.Select(letter => Extension.Contains(letter) ? 2 : 1)]
            : [.. text.EnumerateRunes().Select(rune => rune.Utf16SequenceLength)];
        var (alone, joined) = isGsm7 ? (160, 153) : (70, 67);
        if (widths.Sum() <= alone)
            return 1;
        // No character is cut in two, so a segment may not be full.
        var (segments, used) = (1, 0);
        foreach (var width in widths)
            (segments, used) = used + width <= joined ? (segments, used + width) : (segments + 1, width);
        return segments;
    }
}
