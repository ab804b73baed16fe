using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>
/// Goes through a method's instructions once with a stack of what each element may be, and tells the flow what goes where. What only a
/// branch leads to that is never taken, by what the function is told, is left out.
/// </summary>
internal sealed class MethodReader(FunctionCode code, ValueFlow flow, MethodDefinition method, string context)
{
    private static readonly string[] WritesOfTransactions = ["Put", "Update", "Delete", "ConditionCheck"];
    private static readonly Dictionary<string, string> Services = new()
    {
        ["Amazon.DynamoDBv2"] = "dynamodb",
        ["Amazon.SecretsManager"] = "secretsmanager",
        ["Amazon.SimpleEmail"] = "ses",
        ["Amazon.S3"] = "s3",
        ["Amazon.Comprehend"] = "comprehend",
        ["Amazon.PinpointSMSVoiceV2"] = "sms-voice",
    };

    private readonly Dictionary<Instruction, List<HashSet<string>>> waiting = [];
    private readonly KnownValues known = new();
    private readonly Dictionary<string, bool> begun = [];
    private List<HashSet<string>> stack = [];

    public void Read()
    {
        foreach (var handler in method.Body.ExceptionHandlers)
        {
            Begin(handler.HandlerStart, handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter ? [[]] : []);
            if (handler.FilterStart is { } filter)
                Begin(filter, [[]]);
        }
        foreach (var target in method.Body.Instructions.SelectMany(source => Targets(source).Where(target => target.Offset <= source.Offset)))
            Begin(target, []);
        var live = true;
        foreach (var instruction in method.Body.Instructions)
        {
            if (waiting.TryGetValue(instruction, out var arriving))
            {
                known.Arrive(instruction, live);
                if (!live || arriving.Count > 0)
                    stack = [.. arriving.Select((element, i) => (HashSet<string>)[.. element, .. i < stack.Count ? stack[i] : []])];
                live = true;
            }
            if (!live)
                continue;
            var isTaken = IsTaken(instruction);
            Step(instruction);
            foreach (var target in isTaken == false ? [] : Targets(instruction))
                Branch(instruction, target);
            if (isTaken == true || instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
                (live, stack) = (false, []);
        }
    }

    /// <summary>What more leads to than the instructions before: a handler, or the body of a loop.</summary>
    private void Begin(Instruction target, List<HashSet<string>> first)
    {
        waiting.TryAdd(target, first);
        known.Forget(target);
    }

    /// <summary>Whether a branch is always or never taken; null where nothing tells.</summary>
    private bool? IsTaken(Instruction instruction) => (instruction.OpCode.Code, stack.Count == 0 ? null : KnownValues.Truth(stack[^1])) switch
    {
        (Code.Brtrue or Code.Brtrue_S, { } truth) => truth,
        (Code.Brfalse or Code.Brfalse_S, { } truth) => !truth,
        _ => null,
    };

    private void Branch(Instruction instruction, Instruction target)
    {
        known.Branch(target);
        var left = instruction.OpCode.Code is Code.Leave or Code.Leave_S ? [] : stack;
        waiting[target] = waiting.TryGetValue(target, out var other) && other.Count > 0 ? [.. other.Zip(left, (a, b) => (HashSet<string>)[.. a, .. b])] : [.. left];
    }

    private static Instruction[] Targets(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => [],
    };

    private void Step(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldstr: Push(ValueFlow.Value("text", (string)instruction.Operand)); break;
            case Code.Ldnull or Code.Ldc_I4_0: Push(ValueFlow.Value("null", "")); break;
            case Code.Dup: stack.Add([.. stack[^1]]); break;
            case Code.Ldfld or Code.Ldflda: Pop(); stack.Add(known.Load(Field(instruction))); break;
            case Code.Ldsfld or Code.Ldsflda: Initialize(instruction); Push(Field(instruction)); break;
            case Code.Stfld: Store(Pop(), Field(instruction)); Pop(); break;
            case Code.Stsfld: flow.Copy(Pop(), Field(instruction)); break;
            case Code.Ceq or Code.Cgt_Un: Compare(instruction); break;
            case Code.Ldftn: Point(instruction); Push(); break;
            case Code.Ldvirtftn: Pop(); Point(instruction); Push(); break;
            case Code.Newobj: Create(instruction); break;
            case Code.Call or Code.Callvirt: Call(instruction); break;
            case Code.Ret: if (stack.Count > 0) flow.Copy(Pop(), FunctionCode.Result(method, context)); break;
            default: Simple(instruction); break;
        }
    }

    private void Simple(Instruction instruction)
    {
        if (LocalOf(instruction) is { } local)
        {
            if (instruction.OpCode.Name.StartsWith("st", StringComparison.Ordinal))
                Store(Pop(), local);
            else
                stack.Add(known.Load(local));
            return;
        }
        var (pops, pushes) = (StackSize.Popped(instruction), StackSize.Pushed(instruction));
        HashSet<string> all = [];
        for (var i = 0; i < pops; i++)
            all.UnionWith(Pop());
        for (var i = 0; i < pushes; i++)
            stack.Add(pops == 1 ? [.. all] : []); // a cast or a ciphertext is still the same value
    }

    private void Store(HashSet<string> element, string place)
    {
        known.Store(element, place);
        flow.Copy(element, place);
    }

    /// <summary>A zero is false, and a comparison with it a negation.</summary>
    private void Compare(Instruction instruction)
    {
        var (right, left) = (Pop(), Pop());
        stack.Add(KnownValues.Compare(left, right, instruction.OpCode.Code == Code.Ceq));
    }

    private string? LocalOf(Instruction instruction)
    {
        var name = instruction.OpCode.Name;
        if (name.StartsWith("ldarg", StringComparison.Ordinal) || name.StartsWith("starg", StringComparison.Ordinal))
        {
            var index = instruction.Operand is ParameterDefinition given ? given.Index + (method.HasThis ? 1 : 0) : name[^1] - '0';
            return FunctionCode.Parameter(method, context, index);
        }
        if (!name.StartsWith("ldloc", StringComparison.Ordinal) && !name.StartsWith("stloc", StringComparison.Ordinal))
            return null;
        return $"local {method.FullName} {context} {(instruction.Operand is VariableDefinition local ? local.Index : name[^1] - '0')}";
    }

    /// <summary>An iterator keeps its parameter x in &lt;&gt;3__x until it is enumerated.</summary>
    private string Field(Instruction instruction)
    {
        var field = (FieldReference)instruction.Operand;
        var type = field.DeclaringType.GetElementType();
        return $"field {type.FullName} {(IsGenerated(type) ? context : "")} {field.Name.Replace("<>3__", "", StringComparison.Ordinal)}";
    }

    private void Initialize(Instruction instruction)
    {
        if (((FieldReference)instruction.Operand).DeclaringType.Resolve() is { } type && type.Methods.FirstOrDefault(own => own.IsConstructor && own.IsStatic) is { } initializer)
            code.Reach(initializer, "");
    }

    private void Point(Instruction instruction)
    {
        var target = ((MethodReference)instruction.Operand).Resolve();
        code.Reach(target, IsGenerated(target.DeclaringType) ? context : "");
    }

    private void Create(Instruction instruction)
    {
        var constructor = (MethodReference)instruction.Operand;
        var arguments = PopArguments(constructor.Parameters.Count);
        var type = constructor.DeclaringType.GetElementType();
        if (FunctionCode.IsOurs(type))
        {
            code.Construct(type.Resolve());
            Enter(constructor.Resolve(), [[], .. arguments], context);
            Push();
            return;
        }
        HashSet<string> created = [ValueFlow.Value("object", $"{method.FullName} {context} {instruction.Offset}")];
        if (type.Namespace == "Amazon.DynamoDBv2.Model" && WritesOfTransactions.Contains(type.Name))
            code.Request(new AwsRequest("dynamodb", type.Name is "ConditionCheck" ? "ConditionCheckItem" : type.Name + "Item", created, []));
        stack.Add(created);
    }

    private void Call(Instruction instruction)
    {
        var called = (MethodReference)instruction.Operand;
        var arguments = PopArguments(called.Parameters.Count + (called.HasThis ? 1 : 0));
        var target = FunctionCode.IsOurs(called.DeclaringType) ? called.Resolve() : null;
        HashSet<string> result = target is null ? CallOthers(called, arguments) : CallOurs(instruction, target, arguments);
        if (called.ReturnType.FullName != "System.Void")
            stack.Add(result);
    }

    private HashSet<string> CallOurs(Instruction instruction, MethodDefinition target, HashSet<string>[] arguments)
    {
        if (target.DeclaringType.Name == "ClinicEnvironment" && target.Parameters.Count > 0)
        {
            var variable = arguments[0].Single(value => value.StartsWith("=text:", StringComparison.Ordinal))["=text:".Length..];
            code.Variables.Add(variable);
            return [ValueFlow.Value("variable", variable)];
        }
        if (target.HasThis && target.IsGetter && code.Told.GetValueOrDefault(MemberOf(target)) is { Length: > 0 } told && IsEvent(target.DeclaringType))
            return [.. told.Select(value => ValueFlow.Value("told", value))];
        var inner = target.DeclaringType is { IsAbstract: true, IsSealed: true } or { Name: "Transaction" } ? $"{method.FullName}@{instruction.Offset}" : "";
        if (IsGenerated(target.DeclaringType) || target.Name.Contains('<', StringComparison.Ordinal))
            inner = context;
        Enter(target, arguments, inner);
        var result = FunctionCode.Result(target, inner);
        if (instruction.OpCode.Code == Code.Callvirt && target.IsVirtual)
            code.Dispatch(target, arguments, result);
        return IsAbsent(target) is { } absent ? [ValueFlow.Value("absent", absent)] : [result];
    }

    /// <summary>The event's contract has every member that the function is told.</summary>
    private bool IsEvent(TypeDefinition type) => code.Told.Keys.All(type.Properties.Select(property => MemberOf(property.GetMethod)).ToHashSet().Contains);

    private static string MemberOf(MethodDefinition? getter) => getter is null ? "" : char.ToLowerInvariant(getter.Name["get_".Length]) + getter.Name["get_".Length..][1..];

    private string? IsAbsent(MethodDefinition getter) => getter is { DeclaringType.Name: "ClinicEnvironment", IsGetter: true, HasBody: true }
        ? getter.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ldstr).Select(instruction => (string)instruction.Operand).FirstOrDefault(code.Absent.Contains)
        : null;

    private HashSet<string> CallOthers(MethodReference called, HashSet<string>[] arguments)
    {
        var type = called.DeclaringType.GetElementType();
        if (Services.TryGetValue(type.Namespace, out var service) && IsClient(type.Name) && called is { HasThis: true, Parameters.Count: > 0 })
        {
            var operation = called.Name.EndsWith("Async", StringComparison.Ordinal) ? called.Name[..^"Async".Length] : called.Name;
            if (operation != "TransactWriteItems") // its parts are requests
                code.Request(new AwsRequest(service, operation, arguments[1], service == "s3" && called.Parameters.Count > 1 && called.Parameters[1].ParameterType.FullName == "System.String" ? arguments[2] : []));
            return [];
        }
        if (type.FullName == "System.String" && called.Name is "op_Equality" or "Equals" && arguments.Length == 2)
            return [.. KnownValues.AreEqual(arguments[0], arguments[1]), .. KnownValues.AreEqual(arguments[1], arguments[0])];
        if (type.FullName == "System.String" && called.Name == "Concat")
            return IsFolder(arguments[0]) ? [.. Starts(arguments[0])] : [.. Starts(arguments[0]), .. arguments.SelectMany(argument => argument)];
        if (type.Name == "DefaultInterpolatedStringHandler" && arguments.Length > 0 && arguments[0].FirstOrDefault() is { } handler)
            Interpolate(called.Name, handler, arguments);
        if (called.HasThis && called.Name.StartsWith("set_", StringComparison.Ordinal) && called.Parameters.Count == 1)
            flow.Store(arguments[0], called.Name["set_".Length..], arguments[1]);
        else if (called.Name is "set_Item" or "Add" && called.Parameters.Count == 2)
            flow.Store(arguments[0], "key", arguments[1]);
        return [.. arguments.SelectMany(argument => argument)];
    }

    /// <summary>What an interpolated text begins with is what is appended first.</summary>
    private void Interpolate(string step, string handler, HashSet<string>[] arguments)
    {
        if (step == ".ctor")
            begun.Remove(handler);
        else if (step.StartsWith("Append", StringComparison.Ordinal) && arguments.Length > 1)
        {
            var isFirst = !begun.ContainsKey(handler);
            if (isFirst)
                begun[handler] = IsFolder(arguments[1]);
            if (isFirst || !begun[handler])
                flow.Copy(isFirst ? [.. Starts(arguments[1]), .. begun[handler] ? [] : arguments[1]] : arguments[1], handler);
        }
    }

    /// <summary>A text that begins with a folder is that folder's, whatever else it is made of.</summary>
    private static bool IsFolder(HashSet<string> first) => first.Count == 1 && first.Single().StartsWith("=text:", StringComparison.Ordinal) && first.Single().Contains('/', StringComparison.Ordinal);

    private static IEnumerable<string> Starts(HashSet<string> element) =>
        element.Where(value => value.StartsWith("=text:", StringComparison.Ordinal)).Select(value => ValueFlow.Value("start", value["=text:".Length..]));

    private void Enter(MethodDefinition target, HashSet<string>[] arguments, string inner)
    {
        for (var i = 0; i < arguments.Length; i++)
            flow.Copy(arguments[i], FunctionCode.Parameter(target, inner, i));
        code.Reach(target, inner);
    }

    private static bool IsClient(string type) =>
        type.StartsWith("IAmazon", StringComparison.Ordinal) || (type.StartsWith("Amazon", StringComparison.Ordinal) && type.EndsWith("Client", StringComparison.Ordinal));

    private static bool IsGenerated(TypeReference type) => type.Name.StartsWith('<');

    private HashSet<string>[] PopArguments(int count)
    {
        var arguments = new HashSet<string>[count];
        for (var i = count - 1; i >= 0; i--)
            arguments[i] = Pop();
        return arguments;
    }

    private void Push(params HashSet<string> element) => stack.Add(element);

    private HashSet<string> Pop()
    {
        if (stack.Count == 0)
            return [];
        var top = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return top;
    }
}
