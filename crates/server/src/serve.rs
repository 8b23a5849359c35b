//! `preau serve`: pages and jobs in one process, until it is told to stop; what is under way is finished first.

use std::{net::SocketAddr, sync::Arc};

use kernel::{Error, Result, context::Services, jobs};
use tokio::{net::TcpListener, task::JoinHandle};
use web::App;

use crate::{config::Config, doors, modules::modules};

pub async fn serve(config: &Config) -> Result<()> {
    let services = config.open().await?;
    jobs::start_schedules(&services).await?;
    let worker = tokio::spawn(jobs::work(services.clone()));
    let doors = doors::open(config, &services).await?;
    let queue = queue(config, &services);
    let app = App::new(services, &modules());
    listen(config, app).await?;
    drop(doors);
    if let Some(queue) = queue {
        queue.abort();
    }
    worker.abort();
    Ok(())
}

/// Hands over what goes to the outside world, when there is a server that takes it there.
pub fn queue(config: &Config, services: &Arc<Services>) -> Option<JoinHandle<()>> {
    let smarthost = config.smarthost.clone()?;
    tracing::info!(?smarthost, "mail leaves the deployment");
    Some(tokio::spawn(mail::queue::runner::run(services.clone(), smarthost)))
}

/// Answers on the configured address until the process is told to stop.
pub async fn listen(config: &Config, app: App) -> Result<()> {
    let listener = bind(config.listen).await?;
    tracing::info!(address = %config.listen, "ready");
    let pages = app.router().into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, pages).with_graceful_shutdown(told_to_stop()).await.map_err(Error::internal)
}

pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|e| Error::Internal(format!("{address}: {e}")))
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
