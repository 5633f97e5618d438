using System.Reflection;
using Muster.GraphEmulator.Quirks;

namespace Muster.Testing.Simulation;

/// <summary>Every quirk there is, switched on alone, found by looking at the records: a new one needs no entry here.</summary>
public static class QuirkSwitches
{
    /// <summary>Members that are no behaviour of their own.</summary>
    private static readonly string[] NoSwitches = ["Seed"];

    /// <summary>Switches by name, such as <c>DeltaQuirks.Shuffled</c>, each with the values it takes beside its default.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<object>> All { get; } =
        Parts()
            .SelectMany(part => part.PropertyType.GetProperties().Select(member => (part, member)))
            .Where(pair => pair.member.CanWrite && !NoSwitches.Contains(pair.member.Name))
            .ToDictionary(pair => Name(pair.member), pair => Values(pair.member));

    /// <summary>What Graph documents, but for one switch.</summary>
    public static QuirkSet Alone(string name, object value)
    {
        var (part, member) = Parts()
            .SelectMany(part => part.PropertyType.GetProperties().Select(member => (part, member)))
            .First(pair => Name(pair.member) == name);
        var quirks = new QuirkSet();
        var behaviour = Activator.CreateInstance(part.PropertyType)!;
        member.SetValue(behaviour, value);
        part.SetValue(quirks, behaviour);
        return quirks;
    }

    private static IEnumerable<PropertyInfo> Parts() =>
        typeof(QuirkSet)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(part => part.CanWrite && part.PropertyType.Namespace == typeof(QuirkSet).Namespace);

    private static string Name(PropertyInfo member) => $"{member.DeclaringType!.Name}.{member.Name}";

    private static IReadOnlyList<object> Values(PropertyInfo member)
    {
        var usual = member.GetValue(Activator.CreateInstance(member.DeclaringType!));
        return member.PropertyType switch
        {
            var type when type == typeof(bool) => [usual is not true],
            var type when type == typeof(int) => [(int)usual! + 2],
            var type when type == typeof(TimeSpan) => [TimeSpan.FromMinutes(45)],
            { IsEnum: true } type => [.. Enum.GetValues(type).Cast<object>().Where(value => !value.Equals(usual))],
            var type => throw new NotSupportedException($"{Name(member)}: no values are known for {type.Name}."),
        };
    }
}
