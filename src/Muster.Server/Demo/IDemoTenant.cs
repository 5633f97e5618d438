namespace Muster.Server.Demo;

/// <summary>A made-up tenant that the demo page can change and break.</summary>
internal interface IDemoTenant
{
    /// <summary>Name of the made-up company.</summary>
    string Company { get; }

    /// <summary>What can be done to the tenant now, in the order to show it.</summary>
    IReadOnlyList<DemoAct> Acts { get; }

    /// <summary>Brings the demo back to its beginning; null where whoever started the server does not offer that.</summary>
    IDemoReset? Reset { get; }

    /// <summary>Does one of them.</summary>
    /// <returns>What happened, as a sentence.</returns>
    Task<string> ActAsync(string act, CancellationToken cancellationToken);
}

/// <summary>Something to do to the made-up tenant.</summary>
/// <param name="Name">Short word to name it by.</param>
/// <param name="Title">What the button says.</param>
/// <param name="Meaning">What happens in the tenant, and what Muster should do about it.</param>
/// <param name="Breaks">Whether it breaks the tenant rather than changing it.</param>
internal sealed record DemoAct(string Name, string Title, string Meaning, bool Breaks);
