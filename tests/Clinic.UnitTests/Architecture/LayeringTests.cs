using System.Reflection;
using Amazon.DynamoDBv2;
using Clinic.Appointments;
using Clinic.Auth;
using Clinic.Care;
using Clinic.Core.Http;
using Clinic.Exports;
using Clinic.Info;
using Clinic.Local;
using Clinic.Messages;
using Clinic.Reports;
using Clinic.Sessions;
using Clinic.Users;
using Xunit;

namespace Clinic.UnitTests.Architecture;

public sealed class LayeringTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Functions =
        [typeof(AuthApi).Assembly, typeof(UsersApi).Assembly, typeof(SessionsApi).Assembly, typeof(AppointmentsApi).Assembly, typeof(CareApi).Assembly, typeof(MessagesApi).Assembly, typeof(ReportsApi).Assembly, typeof(ExportsApi).Assembly, typeof(InfoApi).Assembly];

    private static readonly Assembly[] Workers =
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Find(), "src", "Workers"), "*.csproj", SearchOption.AllDirectories).Select(project => Assembly.Load(Path.GetFileNameWithoutExtension(project)))];

    /// <summary>Everything of ours that is deployed.</summary>
    private static readonly IReadOnlyList<Type> Deployed =
        [.. Functions.Concat(Workers).Prepend(typeof(Route).Assembly).SelectMany(assembly => assembly.GetTypes()).Where(type => type.Namespace?.StartsWith("Clinic", StringComparison.Ordinal) is true)];

    [Fact]
    public void Functions_do_not_know_each_other()
    {
        var names = Functions.Select(function => function.GetName().Name).ToHashSet();

        Assert.Equal(9, names.Count);
        names.UnionWith(Workers.Select(worker => worker.GetName().Name));
        Assert.True(names.Count > 11);
        Assert.All(Functions.Concat(Workers), function => Assert.DoesNotContain(function.GetReferencedAssemblies(), reference => names.Contains(reference.Name)));
    }

    [Fact]
    public void Services_decide_and_know_neither_tables_nor_the_gateway()
    {
        var services = Deployed.Where(type => type.Name.EndsWith("Service", StringComparison.Ordinal) && type.IsClass && type.Namespace != "Clinic.Core.Catalogue").ToList();

        Assert.True(services.Count >= 6);
        Assert.All(services, service => Assert.DoesNotContain(Mentioned(service), IsOfTheOutside));
    }

    [Fact]
    public void Apis_translate_and_know_no_tables() =>
        Assert.All(Deployed.Where(type => type.Name.EndsWith("Api", StringComparison.Ordinal)), api =>
            Assert.DoesNotContain(Mentioned(api), type => type.Namespace?.StartsWith("Amazon", StringComparison.Ordinal) is true || type.Name.StartsWith("Dynamo", StringComparison.Ordinal)));

    [Fact]
    public void Only_stores_and_what_they_are_made_of_speak_with_the_database()
    {
        var others = Deployed.Where(type => !type.IsNested && Mentioned(type).Contains(typeof(IAmazonDynamoDB)) && !type.Name.StartsWith("Dynamo", StringComparison.Ordinal)).Select(type => type.Name);

        Assert.Equal(["ImportLease", "ManyItems", "ManyWrites", "MonthImport", "PagedQuery", "RollupComputation", "SingleItem", "Transaction", "WholeTable"], others.Order(StringComparer.Ordinal));
    }

    /// <summary>File, rows, plan, writes: no class of the import knows one that knows it, directly or over others.</summary>
    [Fact]
    public void The_import_flows_in_one_direction()
    {
        var left = Assembly.Load("Clinic.Ingestion").GetTypes().Where(type => type.Namespace == "Clinic.Ingestion" && !type.IsNested).ToHashSet();
        Assert.True(left.Count > 30);
        while (left.Where(type => !Mentioned(type).Any(other => other != type && left.Contains(other))).ToList() is { Count: > 0 } leaves)
            left.ExceptWith(leaves);

        Assert.Empty(left);
    }

    [Fact]
    public void Classes_are_sealed_static_or_made_to_be_inherited()
    {
        var open = Deployed
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)))
            .Select(type => type.Name)
            .Order();

        Assert.Equal(["FunctionFailedException", "MasterData", "NewSession", "UserView"], open);
    }

    private static IEnumerable<Type> Mentioned(Type type) => type.GetMembers(Everything)
        .SelectMany(member => member switch
        {
            MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType ?? typeof(void)),
            FieldInfo field => [field.FieldType],
            _ => Enumerable.Empty<Type>(),
        })
        .SelectMany(WithArguments);

    private static IEnumerable<Type> WithArguments(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(WithArguments).Append(type) : [type];

    private static bool IsOfTheOutside(Type type) =>
        type.Namespace?.StartsWith("Amazon.DynamoDBv2", StringComparison.Ordinal) is true || type.Namespace?.StartsWith("Amazon.Lambda", StringComparison.Ordinal) is true;
}
