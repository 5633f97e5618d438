using Muster.Server.FirstRun;
using Muster.Server.Ui;

namespace Muster.Server.Diagnosing;

/// <summary>Where the server has itself examined.</summary>
internal sealed class Surgery(ServerOptions options, MusterInstance muster, ServerFacts facts, TimeProvider clock)
{
    private Place Place => new(options.DataFolder, options.Database, options.PublicUrl ?? facts.Address);

    /// <summary>Looks at everything, other machines included.</summary>
    /// <param name="T">The language of what is said.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public Task<Examination> ExamineAsync(Texts T, CancellationToken cancellationToken) =>
        new Doctor(Place, clock, T).AllAsync(muster, cancellationToken);
}
