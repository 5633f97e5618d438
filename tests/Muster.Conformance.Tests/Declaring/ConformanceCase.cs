using System.Reflection;

namespace Muster.Conformance.Tests.Declaring;

/// <summary>One declared case of the suite.</summary>
/// <param name="Route">Method and path.</param>
/// <param name="Verdict">How the answer stands to Graph's.</param>
/// <param name="Aspect">What of the operation.</param>
/// <param name="Client">Client that showed it.</param>
public sealed record ConformanceCase(string Route, Verdict Verdict, string Aspect, string Client)
{
    /// <summary>Every case that a test of this program declares, in the order of the source.</summary>
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        .. typeof(ConformanceCase)
            .Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<ThroughAttribute>() is not null)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(Of),
    ];

    private static IEnumerable<ConformanceCase> Of(Type type)
    {
        var client = type.GetCustomAttribute<ThroughAttribute>()!.Client;
        return type.GetMethods()
            .Where(method => method.IsDefined(typeof(FactAttribute)))
            .OrderBy(method => method.MetadataToken)
            .SelectMany(method => method.GetCustomAttributes<ConformanceCaseAttribute>())
            .Select(declared => new ConformanceCase(declared.Route, declared.Verdict, declared.Aspect, client));
    }
}
