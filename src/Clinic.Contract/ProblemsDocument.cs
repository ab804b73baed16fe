using System.Globalization;
using System.Text;
using Clinic.Core.Errors;

namespace Clinic.Contract;

/// <summary>Explains the problem codes to the developers of clients; <c>docs/problems.md</c> is what it wrote last.</summary>
internal static class ProblemsDocument
{
    private const string Introduction = """
        # Problems

        <!-- ./run_local.sh problems > docs/problems.md -->

        A request that is refused gets a problem document (RFC 9457, `application/problem+json`). `code` says what kind of problem it is; `type` is `urn:clinic:problem:` and the code. Neither ever changes, and a new code comes only together with a new line here, so that a client may take one that it does not know for its `status`. [openapi.json](openapi.json) lists the codes of each response in `x-problem-codes`.

        `title`, `detail` and `errors` are for people, in Spanish or English: `Accept-Language` chooses (RFC 9110, section 12.5.4), and the clinic's own language is for those who ask for neither or for both alike. `Content-Language` says which one it became. Their words may change. What the gateway answers by itself is always in the clinic's language.

        `errors` and `fields` come with `invalid-input` and name the same fields, as paths such as `address.zipCode` or `children[0].firstName`; parameters and headers have their own names, and `body` is the body as a whole.

        ```json
        {
          "type": "urn:clinic:problem:invalid-input",
          "title": "Datos no válidos",
          "status": 400,
          "code": "invalid-input",
          "detail": "La solicitud no es válida: vea errors.",
          "traceId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
          "errors": { "firstName": ["es obligatorio: de 1 a 60 caracteres en una línea"] },
          "fields": [{ "path": "firstName", "code": "too-long", "limit": 60 }]
        }
        ```
        """;

    public static string Write()
    {
        var text = new StringBuilder(Introduction);
        text.Append("\n\n## Codes\n\n| status | code | what it says | what a client should do |\n|---|---|---|---|\n");
        foreach (var code in ProblemCode.All)
        {
            var says = $"**{code.Title.English}**: {code.Detail.English}<br>**{code.Title.Spanish}**: {code.Detail.Spanish}";
            text.Append(CultureInfo.InvariantCulture, $"| {code.Status} | `{code.Name}` | {says} | {code.Advice} |\n");
        }
        text.Append("\n## Codes of fields\n\n| code | what it means |\n|---|---|\n");
        foreach (var code in FieldCode.All)
            text.Append(CultureInfo.InvariantCulture, $"| `{code.Name}` | {code.Meaning} |\n");
        return text.ToString();
    }
}
