using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Muster.Server.Workspaces;

namespace Muster.Server.Tests.Workspaces;

/// <summary>A workspace answers what it is handed, and stops without leaving anybody without an answer.</summary>
public sealed class HandedRequestsTests
{
    [Fact]
    public async Task Nothing_is_answered_before_it_is_started()
    {
        using var requests = new HandedRequests(new Uri("http://a.localhost"));
        Assert.Null(requests.Begin(new FeatureCollection()));
        await requests.StopAsync(Tests.Token);
    }

    [Fact]
    public async Task To_stop_waits_until_what_was_taken_is_answered_and_ended_and_takes_no_more()
    {
        using var requests = new HandedRequests(new Uri("http://a.localhost"));
        var application = new Held();
        await requests.StartAsync(application, Tests.Token);
        var taken = requests.Begin(new FeatureCollection())!;
        var answer = taken.AnswerAsync();
        var stopped = requests.StopAsync(Tests.Token);

        Assert.Null(requests.Begin(new FeatureCollection()));
        Assert.Equal((false, 1), (stopped.IsCompleted, application.Begun));
        application.End.SetResult();
        await answer;
        Assert.False(stopped.IsCompleted);
        taken.End(null);
        await stopped;
    }

    [Fact]
    public async Task What_is_not_answered_in_time_is_not_waited_for()
    {
        using var requests = new HandedRequests(new Uri("http://a.localhost"));
        await requests.StartAsync(new Held(), Tests.Token);
        var taken = requests.Begin(new FeatureCollection())!;
        await requests.StopAsync(new CancellationToken(canceled: true));
        taken.End(null);
    }

    [Fact]
    public async Task Whoever_handed_a_request_says_how_it_ended()
    {
        using var requests = new HandedRequests(new Uri("http://a.localhost"));
        var application = new Held();
        await requests.StartAsync(application, Tests.Token);
        var fault = new InvalidOperationException("broken");
        requests.Begin(new FeatureCollection())!.End(fault);
        Assert.Same(fault, application.Disposed);
        await requests.StopAsync(Tests.Token);
    }

    [Fact]
    public async Task A_request_whose_end_fails_has_ended_all_the_same()
    {
        using var requests = new HandedRequests(new Uri("http://a.localhost"));
        await requests.StartAsync(new Held { Fault = new InvalidOperationException("broken") }, Tests.Token);
        var taken = requests.Begin(new FeatureCollection())!;
        Assert.Throws<InvalidOperationException>(() => taken.End(null));
        await requests.StopAsync(Tests.Token).WaitAsync(TimeSpan.FromSeconds(30), Tests.Token);
    }

    /// <summary>Answers when it is told to.</summary>
    private sealed class Held : IHttpApplication<IFeatureCollection>
    {
        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Begun { get; private set; }

        public Exception? Disposed { get; private set; }

        public Exception? Fault { get; init; }

        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(IFeatureCollection context)
        {
            Begun++;
            return End.Task;
        }

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
            Disposed = exception;
            if (Fault is not null)
                throw Fault;
        }
    }
}
