using System.Reflection;
using Muster.Core.Matching;
using Muster.Engine.Auditing;
using Muster.Engine.Drift;
using Muster.Engine.Groups;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server.Accounts;
using Muster.Server.Exporting;
using Muster.Server.Groups;

namespace Muster.Server.Tests;

/// <summary>The audit entry of an export says the whole of its filter.</summary>
public sealed class AskedForTests
{
    private static readonly HashSet<string> Places = ["After", "Before", "Limit", "NewestFirst"];

    public static TheoryData<string> Parts =>
        [
            .. new object[]
            {
                new UserQuery(),
                new GroupQuery(),
                new MembershipQuery(1),
                new PlanFilter(null, null, null, 0),
                new RunFilter(),
                new ProblemFilter(TimeProvider.System.GetUtcNow()),
                new AuditFilter(),
                new RequestFilter(),
                new ExceptionQuery(),
                new DriftFilter(),
                new DirectoryGroupFilter(),
            }.SelectMany(filter =>
                filter
                    .GetType()
                    .GetProperties()
                    .Where(part => part.GetMethod!.IsPublic && !part.GetMethod.IsStatic)
                    .Where(part => !Places.Contains(part.Name))
                    .Select(part => $"{filter.GetType().FullName}, {filter.GetType().Assembly.GetName().Name}|{part.Name}")
            ),
        ];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Whatever_a_filter_can_narrow_by_is_in_the_entry(string part)
    {
        var (type, name) = (Type.GetType(part.Split('|')[0])!, part.Split('|')[1]);
        var property = type.GetProperty(name)!;
        var plain = New(type);
        var narrowed = New(type);
        property.SetValue(narrowed, Other(property));
        Assert.NotEqual(AskedFor.Of(plain), AskedFor.Of(narrowed));
    }

    [Fact]
    public void Connections_are_named_and_nothing_is_not_everything()
    {
        var names = new Dictionary<int, string> { [1] = "Contoso", [2] = "Fabrikam" };
        Assert.Contains(("Connections", "Contoso, Fabrikam"), AskedFor.Of(new GroupQuery { Within = [1, 2] }, names));
        Assert.Contains(("Connections", "none"), AskedFor.Of(new GroupQuery { Within = [] }, names));
        Assert.Contains(("Connections", ""), AskedFor.Of(new GroupQuery(), names));
        Assert.Contains(("Connection", "Fabrikam"), AskedFor.Of(new RunFilter { Connection = 2 }, names));
        Assert.Contains(("Ids", "7, 12"), AskedFor.Of(new ProblemFilter(TimeProvider.System.GetUtcNow()) { Ids = [7, 12] }, names));
    }

    private static object New(Type type)
    {
        var constructor = type.GetConstructors().MinBy(one => one.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(Default)]);
    }

    private static object? Default(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null;

    /// <summary>A value that is not the usual one.</summary>
    private static object Other(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            _ when type == typeof(string) => "something",
            _ when type == typeof(bool) => true,
            _ when type == typeof(Guid) => Guid.NewGuid(),
            _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch,
            _ when type == typeof((DateTimeOffset, DateTimeOffset)) => (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(1)!,
            _ when type.IsPrimitive => Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture),
            _ when type.IsAssignableFrom(typeof(int[])) => new[] { 7 },
            _ when type.IsAssignableFrom(typeof(long[])) => new[] { 7L },
            _ => NamePattern.ParseAll(["HR*"]),
        };
    }
}
