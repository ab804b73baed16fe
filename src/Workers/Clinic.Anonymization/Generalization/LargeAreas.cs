namespace Clinic.Anonymization.Generalization;

/// <summary>
/// The three-digit postal areas that are taken to have more than 20,000 people. There is no official population by postal code, so
/// the list is cautious: the areas of municipalities whose population in INEGI's census of 2020 is more than 100,000 for each of
/// their three-digit areas, five times what the rule asks for. Every other area becomes 000 (docs/adr/0017).
/// </summary>
internal static class LargeAreas
{
    private static readonly HashSet<string> Areas =
    [
        // Iztapalapa, 1.84 million in ten areas, and Gustavo A. Madero, 1.17 million in ten.
        "090", "091", "092", "093", "094", "095", "096", "097", "098", "099", "070", "071", "072", "073", "074", "075", "076", "077", "078", "079",
        // Nezahualcóyotl, 1.08 million; Ecatepec, 1.65 million; Guadalajara, 1.39 million; Zapopan, 1.48 million.
        "570", "571", "572", "573", "550", "551", "552", "553", "554", "555", "440", "441", "442", "443", "444", "445", "446", "447", "448", "449", "450", "451", "452",
        // Monterrey, 1.14 million; Puebla, 1.69 million; León, 1.72 million; Juárez, 1.51 million; Tijuana, 1.92 million.
        "640", "641", "642", "643", "644", "645", "646", "647", "648", "649", "720", "721", "722", "723", "724", "725", "370", "371", "372", "373", "374", "375",
        "320", "321", "322", "323", "324", "325", "220", "221", "222", "223", "224", "225", "226",
        // Querétaro, 1.05 million; Mérida, 1.0 million; Culiacán, 1.0 million; Aguascalientes, 0.95 million; Toluca, 0.91 million; San Luis Potosí, 0.91 million.
        "760", "761", "762", "970", "971", "972", "973", "800", "801", "802", "803", "200", "201", "202", "500", "501", "502", "780", "781", "782", "783",
    ];

    public static bool Contains(string zip3) => Areas.Contains(zip3);
}
