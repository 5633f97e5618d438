using System.Threading.Channels;
using Muster.Server.Demo;

namespace Muster.Cli.Demo;

/// <summary>Makes the next life of a demo in the background, one at a time, and hands it over.</summary>
internal sealed class DemoReset(Func<IProgress<DemoProgress>, CancellationToken, Task<DemoWorld>> make, CancellationToken ending)
    : IDemoReset,
        IProgress<DemoProgress>,
        IAsyncDisposable
{
    private static readonly DemoResetState Idle = new(false, default, null);

    private readonly Lock _beginning = new();
    private readonly Channel<DemoWorld> _made = Channel.CreateUnbounded<DemoWorld>();
    private Task _making = Task.CompletedTask;

    /// <inheritdoc />
    public event Action? Changed;

    /// <inheritdoc />
    public DemoResetState State { get; private set; } = Idle;

    /// <inheritdoc />
    public void Begin()
    {
        lock (_beginning)
        {
            if (State.IsUnderWay)
                return;
            State = Idle with { IsUnderWay = true };
            _making = Task.Run(MakeAsync, CancellationToken.None);
        }
        Changed?.Invoke();
    }

    /// <inheritdoc />
    public void Report(DemoProgress value)
    {
        State = State with { Progress = value };
        Changed?.Invoke();
    }

    /// <summary>Waits for the next life.</summary>
    public Task<DemoWorld> NextAsync(CancellationToken cancellationToken) => _made.Reader.ReadAsync(cancellationToken).AsTask();

    /// <summary>The next life is shown.</summary>
    public void Ended()
    {
        State = Idle;
        Changed?.Invoke();
    }

    /// <summary>Waits until nothing is made any more; what nobody took is stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _making;
        while (_made.Reader.TryRead(out var world))
            await world.DisposeAsync();
    }

    private async Task MakeAsync()
    {
        try
        {
            await _made.Writer.WriteAsync(await make(this, ending), ending);
        }
        catch (OperationCanceledException)
        {
            State = Idle;
        }
        catch (Exception problem)
        {
            State = Idle with { Failure = problem.Message };
            Changed?.Invoke();
        }
    }
}
