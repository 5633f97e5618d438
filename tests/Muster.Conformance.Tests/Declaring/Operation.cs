namespace Muster.Conformance.Tests.Declaring;

/// <summary>One line of the table: routes that belong together.</summary>
/// <param name="Title">What the table calls them (Markdown).</param>
/// <param name="Routes">Method and path of each, below the version.</param>
public sealed record Operation(string Title, params string[] Routes)
{
    /// <summary>An operation of a single route, called like it.</summary>
    public static Operation Of(string route) => new($"`{route}`", route);
}
