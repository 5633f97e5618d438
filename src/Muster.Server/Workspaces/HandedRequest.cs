using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Muster.Server.Workspaces;

/// <summary>A request that was handed to a workspace. It is in use until it is ended, which is later than it is answered: headers are sent, and what waits for the end is told, only afterwards.</summary>
internal sealed class HandedRequest
{
    private readonly Func<Task> _answer;
    private readonly Action<Exception?> _end;

    private HandedRequest(Func<Task> answer, Action<Exception?> end) => (_answer, _end) = (answer, end);

    /// <summary>A request as an application takes it.</summary>
    /// <param name="application">Answers it.</param>
    /// <param name="features">The request and its answer.</param>
    /// <param name="ended">Is told of the end.</param>
    public static HandedRequest Of<TContext>(IHttpApplication<TContext> application, IFeatureCollection features, Action ended)
        where TContext : notnull
    {
        var context = application.CreateContext(features);
        return new(
            () => application.ProcessRequestAsync(context),
            failure =>
            {
                try
                {
                    application.DisposeContext(context, failure);
                }
                finally
                {
                    ended();
                }
            }
        );
    }

    /// <summary>Answers it.</summary>
    public Task AnswerAsync() => _answer();

    /// <summary>Ends it.</summary>
    /// <param name="failure">What went wrong; null for nothing.</param>
    public void End(Exception? failure) => _end(failure);
}
