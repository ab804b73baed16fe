using Clinic.Contract;
using Clinic.Local;

const string Usage = """
    usage: Clinic.Contract VERB
      openapi [--since EARLIER.json]
      problems
      postman
    """;
try
{
    return args switch
    {
        ["openapi"] => OpenApiCommand.Run(),
        ["openapi", "--since", var earlier] => OpenApiCommand.Compare(earlier),
        ["problems"] => ProblemsCommand.Run(),
        ["postman"] => PostmanCommand.Run(),
        _ => Misuse(),
    };
}
catch (Exception e) when (e is SetupException or UnauthorizedAccessException or IOException)
{
    Console.Error.WriteLine("error: " + e.Message.ReplaceLineEndings(" "));
    return 1;
}

static int Misuse()
{
    Console.Error.WriteLine(Usage);
    return 2;
}
