from . import test_lib_pages
from . import test_lib_renderer
from . import test_report
from . import test_url_fetcher
from . import test_web_client
