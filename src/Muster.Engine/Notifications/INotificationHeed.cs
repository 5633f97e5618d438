using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>Is told of genuine notifications. Both return at once; what they ask for happens later.</summary>
public interface INotificationHeed
{
    /// <summary>Something changed in the directory of a connection.</summary>
    void Changed(int connection);

    /// <summary>The directory said something about a subscription itself.</summary>
    void Lifecycle(int connection, DirectoryStream stream, LifecycleEvent about);
}
