using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>Goes through a method's instructions once with a stack of what each element may be, and tells the flow what goes where.</summary>
internal sealed class MethodReader(FunctionCode code, ValueFlow flow, MethodDefinition method, string context)
{
    private static readonly string[] WritesOfTransactions = ["Put", "Update", "Delete", "ConditionCheck"];
    private static readonly Dictionary<string, string> Services = new()
    {
        ["Amazon.DynamoDBv2"] = "dynamodb",
        ["Amazon.SecretsManager"] = "secretsmanager",
        ["Amazon.SimpleEmail"] = "ses",
        ["Amazon.S3"] = "s3",
        ["Amazon.StepFunctions"] = "states",
        ["Amazon.Comprehend"] = "comprehend",
    };

    private readonly Dictionary<Instruction, List<HashSet<string>>> waiting = [];
    private List<HashSet<string>> stack = [];

    public void Read()
    {
        foreach (var handler in method.Body.ExceptionHandlers.Where(handler => handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter))
        {
            waiting[handler.HandlerStart] = [[]];
            if (handler.FilterStart is { } filter)
                waiting[filter] = [[]];
        }
        foreach (var instruction in method.Body.Instructions)
        {
            if (waiting.TryGetValue(instruction, out var arriving))
                stack = [.. arriving.Select((element, i) => (HashSet<string>)[.. element, .. i < stack.Count ? stack[i] : []])];
            Step(instruction);
            foreach (var target in Targets(instruction))
                waiting[target] = waiting.TryGetValue(target, out var known) ? [.. known.Zip(stack, (a, b) => (HashSet<string>)[.. a, .. b])] : [.. stack];
            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
                stack = [];
        }
    }

    private static Instruction[] Targets(Instruction instruction) => instruction.OpCode.Code is Code.Leave or Code.Leave_S ? [] : instruction.Operand switch
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
            case Code.Ldnull: Push(ValueFlow.Value("null", "")); break;
            case Code.Dup: stack.Add([.. stack[^1]]); break;
            case Code.Ldfld or Code.Ldflda: Pop(); Push(Field(instruction)); break;
            case Code.Ldsfld or Code.Ldsflda: Initialize(instruction); Push(Field(instruction)); break;
            case Code.Stfld: flow.Copy(Pop(), Field(instruction)); Pop(); break;
            case Code.Stsfld: flow.Copy(Pop(), Field(instruction)); break;
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
                flow.Copy(Pop(), local);
            else
                Push(local);
            return;
        }
        var (pops, pushes) = (StackSize.Popped(instruction), StackSize.Pushed(instruction));
        HashSet<string> all = [];
        for (var i = 0; i < pops; i++)
            all.UnionWith(Pop());
        for (var i = 0; i < pushes; i++)
            stack.Add(pops == 1 ? [.. all] : []); // a cast or a box is still the same value
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
            code.Request(new AwsRequest("dynamodb", type.Name is "ConditionCheck" ? "ConditionCheckItem" : type.Name + "Item", created));
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
        var inner = target.DeclaringType is { IsAbstract: true, IsSealed: true } or { Name: "Transaction" } ? $"{method.FullName}@{instruction.Offset}" : "";
        if (IsGenerated(target.DeclaringType) || target.Name.Contains('<', StringComparison.Ordinal))
            inner = context;
        Enter(target, arguments, inner);
        var result = FunctionCode.Result(target, inner);
        if (instruction.OpCode.Code == Code.Callvirt && target.IsVirtual)
            code.Dispatch(target, arguments, result);
        return [result];
    }

    private HashSet<string> CallOthers(MethodReference called, HashSet<string>[] arguments)
    {
        var type = called.DeclaringType.GetElementType();
        if (Services.TryGetValue(type.Namespace, out var service) && IsClient(type.Name) && called is { HasThis: true, Parameters.Count: > 0 })
        {
            var operation = called.Name.EndsWith("Async", StringComparison.Ordinal) ? called.Name[..^"Async".Length] : called.Name;
            if (operation != "TransactWriteItems") // its parts are requests
                code.Request(new AwsRequest(service, operation, arguments[1]));
            return [];
        }
        if (called.HasThis && called.Name.StartsWith("set_", StringComparison.Ordinal) && called.Parameters.Count == 1)
            flow.Store(arguments[0], called.Name["set_".Length..], arguments[1]);
        else if (called.Name is "set_Item" or "Add" && called.Parameters.Count == 2)
            flow.Store(arguments[0], "key", arguments[1]);
        return [.. arguments.SelectMany(argument => argument)];
    }

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
