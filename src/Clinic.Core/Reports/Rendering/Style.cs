namespace Clinic.Core.Reports.Rendering;

/// <summary>Measures, in pixels, and colours of the charts: narrow enough to be read on a phone. Both inks have at least 7:1 on white.</summary>
internal static class Style
{
    public const double Width = 440, Margin = 16, Gap = 10;

    public const double TitleSize = 19, TextSize = 15;

    public const string Ink = "#1f2a30", Soft = "#4a5860", Paper = "#ffffff";

    public const string FontFamily = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
}
