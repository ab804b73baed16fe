namespace Clinic.Core.Reports.Rendering;

/// <summary>Measures, in pixels, and colours of the charts. Both inks have at least 7:1 on white.</summary>
internal static class Style
{
    public const double Width = 720, Margin = 24, Gap = 10;

    public const double TitleSize = 19, TextSize = 13;

    public const string Ink = "#1f2a30", Soft = "#4a5860", Paper = "#ffffff";

    public const string FontFamily = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
}
