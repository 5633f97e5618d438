using Muster.Server.FirstRun;
using Muster.Server.Ui;

namespace Muster.Server.Diagnosing;

/// <summary>Where the server has itself examined.</summary>
internal sealed class Surgery(ServerOptions options, MusterInstance muster, ServerFacts facts, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    private Place Place => new(options.DataFolder, options.Database, options.PublicUrl ?? facts.Address);

    /// <summary>Looks at everything, other machines included; for one at a time, since the whole audit log is read.</summary>
    /// <param name="T">The language of what is said.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<Examination> ExamineAsync(Texts T, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await new Doctor(Place, clock, T).AllAsync(muster, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();
}
