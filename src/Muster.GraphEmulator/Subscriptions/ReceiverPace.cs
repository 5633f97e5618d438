namespace Muster.GraphEmulator.Subscriptions;

/// <summary>How quickly a receiver answers, and what that costs it.</summary>
internal sealed class ReceiverPace(NotificationOptions options)
{
    private const int MostAnswers = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SlowOf2023 = TimeSpan.FromSeconds(2.9);
    private readonly Queue<(DateTimeOffset At, bool IsSlow)> _answers = [];

    /// <summary>Time in which a receiver has to answer.</summary>
    public static TimeSpan TimeToAnswer(DeliveryEdition edition) =>
        edition == DeliveryEdition.Of2024 ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(3);

    /// <summary>Time that new notifications wait for a slow receiver.</summary>
    public static TimeSpan SlowDelay(DeliveryEdition edition) =>
        edition == DeliveryEdition.Of2023 ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(10);

    /// <param name="now">When the answer came, or did not.</param>
    /// <param name="took">How long that was.</param>
    public void Note(DateTimeOffset now, TimeSpan took)
    {
        var limit = options.Edition == DeliveryEdition.Of2023 ? SlowOf2023 : TimeToAnswer(options.Edition);
        _answers.Enqueue((now, took >= limit));
        if (_answers.Count > MostAnswers)
            _answers.Dequeue();
    }

    public ReceiverState State(DateTimeOffset now)
    {
        while (_answers.TryPeek(out var oldest) && oldest.At + Window <= now)
            _answers.Dequeue();
        if (_answers.Count < options.SlowRuleFrom)
            return ReceiverState.Fine;
        var slow = _answers.Count(answer => answer.IsSlow) * 100;
        return slow > _answers.Count * 15 ? ReceiverState.Drop
            : slow > _answers.Count * 10 ? ReceiverState.Slow
            : ReceiverState.Fine;
    }
}

/// <summary>The vendor's words for a receiver that keeps it waiting.</summary>
internal enum ReceiverState
{
    Fine,

    /// <summary>New notifications wait.</summary>
    Slow,

    /// <summary>New notifications are thrown away.</summary>
    Drop,
}
