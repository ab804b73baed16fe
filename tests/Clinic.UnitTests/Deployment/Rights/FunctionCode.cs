using Mono.Cecil;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>
/// What a function's compiled code can do, from its entry point along every call: the environment variables that it reads, and
/// the requests to AWS with the variable that names their table, secret or bucket.
/// </summary>
/// <remarks>
/// What a method is given is told apart by the call only for Transaction and for static classes, such as the storage helpers,
/// which serve every table; a field is one place for all objects of its class. So a class that serves two tables of one function
/// would seem to do with each what it does with the other.
///
/// What a function's event or its variables decide is followed: functions that share a program and are told their task by the event
/// have the rights of that task, and what needs a variable that is empty is not there.
/// </remarks>
internal sealed class FunctionCode
{
    private readonly ValueFlow flow = new();
    private readonly HashSet<(MethodDefinition Method, string Context)> reached = [];
    private readonly Queue<(MethodDefinition Method, string Context)> pending = new();
    private readonly HashSet<TypeDefinition> constructed = [];
    private readonly List<(MethodDefinition Method, string Context)> dormant = [];
    private readonly List<(MethodDefinition Method, HashSet<string>[] Arguments, string Result)> dispatched = [];
    private readonly List<AwsRequest> requests = [];

    private FunctionCode(IReadOnlyDictionary<string, string[]> told, IReadOnlySet<string> absent) => (Told, Absent) = (told, absent);

    /// <summary>The members of the function's event and, of those that are constants, what they may be.</summary>
    public IReadOnlyDictionary<string, string[]> Told { get; }

    /// <summary>The variables that are empty.</summary>
    public IReadOnlySet<string> Absent { get; }

    /// <summary>The variables that the code asks for.</summary>
    public HashSet<string> Variables { get; } = [];

    /// <summary>The actions with the variable of their resource, for an index with its name behind it; what could not be told is a question mark.</summary>
    public List<Right> Rights { get; private set; } = [];

    public static FunctionCode Read(string assembly, IReadOnlyDictionary<string, string[]> told, IReadOnlySet<string> absent)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(assembly));
        using var definition = AssemblyDefinition.ReadAssembly(assembly, new ReaderParameters { AssemblyResolver = resolver });
        var code = new FunctionCode(told, absent);
        code.Reach(definition.EntryPoint, "");
        while (code.pending.TryDequeue(out var next))
            new MethodReader(code, code.flow, next.Method, next.Context).Read();
        code.flow.Solve();
        code.Rights = [.. code.requests.SelectMany(request => request.Rights(code.flow)).Select(code.Narrowed).Distinct().Order()];
        return code;
    }

    /// <summary>The credentials' keys begin with their kind: who makes keys of addresses' claims alone is allowed these alone.</summary>
    private Right Narrowed(Right right)
    {
        var kinds = reached.Where(known => known.Method.DeclaringType.Name == "CredentialItems").SelectMany(known => known.Method.Body.Instructions)
            .Select(instruction => instruction.Operand).OfType<string>().Where(text => text.EndsWith('#')).Distinct().ToList();
        return right is { Resource: "CREDENTIALS_TABLE", Action: "dynamodb:GetItem" } && kinds is ["email#"]
            ? right with { Condition = """{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["email#*"]}}""" }
            : right;
    }

    public void Reach(MethodDefinition method, string context)
    {
        if (!method.HasBody || !IsOurs(method.DeclaringType) || reached.Contains((method, context)))
            return;
        if (method.IsConstructor && !method.IsStatic)
            Construct(method.DeclaringType);
        if (NeedsObject(method) && !constructed.Contains(method.DeclaringType))
        {
            dormant.Add((method, context));
            return;
        }
        reached.Add((method, context));
        pending.Enqueue((method, context));
        foreach (var attribute in method.CustomAttributes.Where(attribute => attribute.AttributeType.Name.EndsWith("StateMachineAttribute", StringComparison.Ordinal)))
            Reach(((TypeReference)attribute.ConstructorArguments[0].Value).Resolve().Methods.Single(own => own.Name == "MoveNext"), context);
        if (method.DeclaringType.Methods.FirstOrDefault(own => own.IsConstructor && own.IsStatic) is { } initializer)
            Reach(initializer, "");
    }

    public void Construct(TypeDefinition type)
    {
        if (!constructed.Add(type))
            return;
        foreach (var (method, arguments, result) in dispatched.ToList())
            Dispatch(type, method, arguments, result);
        foreach (var (method, context) in dormant.Where(sleeping => sleeping.Method.DeclaringType == type).ToList())
            Reach(method, context);
    }

    /// <summary>A call that goes to whatever constructed type overrides the method.</summary>
    public void Dispatch(MethodDefinition method, HashSet<string>[] arguments, string result)
    {
        dispatched.Add((method, arguments, result));
        foreach (var type in constructed.ToList())
            Dispatch(type, method, arguments, result);
    }

    public void Request(AwsRequest request) => requests.Add(request);

    public static bool IsOurs(TypeReference type) =>
        type.DeclaringType is { } outer ? IsOurs(outer) : type.Namespace.StartsWith("Clinic.", StringComparison.Ordinal) || type.Name == "Program";

    public static string Parameter(MethodDefinition method, string context, int index) => $"parameter {method.FullName} {context} {index}";

    public static string Result(MethodDefinition method, string context) => $"result {method.FullName} {context}";

    private void Dispatch(TypeDefinition type, MethodDefinition method, HashSet<string>[] arguments, string result)
    {
        if (type.Methods.FirstOrDefault(own => own.IsVirtual && own.Name.Split('.')[^1] == method.Name && own.Parameters.Count == method.Parameters.Count) is not { } target
            || !Ancestors(type).Contains(method.DeclaringType))
            return;
        for (var i = 0; i < arguments.Length; i++)
            flow.Copy(arguments[i], Parameter(target, "", i));
        flow.Copy([Result(target, "")], result);
        Reach(target, "");
    }

    /// <summary>A class of which there is no object runs none of its methods.</summary>
    private static bool NeedsObject(MethodDefinition method) => method.HasThis && !method.DeclaringType.IsValueType && !method.DeclaringType.Name.StartsWith('<');

    private static IEnumerable<TypeDefinition> Ancestors(TypeDefinition type) =>
        type.Interfaces.Select(face => face.InterfaceType.Resolve()).Concat(
            type.BaseType is { } parent && IsOurs(parent) ? Ancestors(parent.Resolve()).Prepend(parent.Resolve()) : []);
}
