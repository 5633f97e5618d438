namespace Muster.Conformance.Tests.Declaring;

/// <summary>Says of a test what it shows; the table in <c>docs/emulator.md</c> is made of these.</summary>
/// <param name="route">Method and path as in <see cref="Operations"/>.</param>
/// <param name="aspect">What of the operation, in the words of the table (Markdown).</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public abstract class ConformanceCaseAttribute(string route, string aspect) : Attribute
{
    public string Route { get; } = route;

    public string Aspect { get; } = aspect;

    public abstract Verdict Verdict { get; }
}

/// <summary>The emulator does it as documented.</summary>
public sealed class SupportsAttribute(string route, string aspect) : ConformanceCaseAttribute(route, aspect)
{
    public override Verdict Verdict => Verdict.Supported;
}

/// <summary>The emulator answers with Graph's error body.</summary>
public sealed class RefusesAttribute(string route, string aspect) : ConformanceCaseAttribute(route, aspect)
{
    public override Verdict Verdict => Verdict.Error;
}

/// <summary>The emulator does something else than Graph.</summary>
public sealed class DiffersAttribute(string route, string aspect) : ConformanceCaseAttribute(route, aspect)
{
    public override Verdict Verdict => Verdict.Differs;
}

/// <summary>Which client the tests of a class drive the emulator with, as the table names it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ThroughAttribute(string client) : Attribute
{
    public const string DotNetSdk = ".NET SDK";
    public const string JavaScript = "JavaScript client";
    public const string PlainHttp = "plain HTTP";

    public string Client { get; } = client;
}
